/** A button that opens a panel: closed by Escape, by a tap elsewhere, and when the focus leaves it. */
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface PopoverProps {
  readonly label: string;
  readonly icon: ComponentChildren;
  /** Shown beside the icon; otherwise the label is for those who hear it. */
  readonly showLabel?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

export function Popover({ label, icon, showLabel = false, children }: PopoverProps): VNode {
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const elsewhere = (event: Event): void => {
      if (event.target instanceof Node && whole.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    document.addEventListener('focusin', elsewhere);
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      document.removeEventListener('focusin', elsewhere);
    };
  }, [open]);
  const closeByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard here for the button and all in the panel
    <div class="popover" ref={whole} onKeyDown={closeByKey}>
      <button
        ref={button}
        type="button"
        class="tool"
        aria-expanded={open}
        aria-controls={id}
        aria-label={showLabel ? undefined : label}
        title={showLabel ? undefined : label}
        onClick={() => setOpen(!open)}
      >
        {icon}
        {showLabel && <span>{label}</span>}
      </button>
      <div class="panel" id={id} hidden={!open}>
        {open && children(close)}
      </div>
    </div>
  );
}
