/** Whose phone it is, and the list from which somebody else is chosen: by letters, arrows and Enter, or by a tap. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PersonOnPage } from '../../channels/web/demonstration/protocol.ts';
import { t } from '../words.ts';
import { People } from './people.tsx';
import type { Findable } from './search.ts';

export interface PickerProps {
  /** Which of the phones, from 1. */
  readonly number: number;
  readonly person: PersonOnPage | undefined;
  readonly about: string;
  readonly everybody: readonly Findable[];
  readonly choose: (code: string) => void;
}

export function Picker({ number, person, about, everybody, choose }: PickerProps): VNode {
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => (open ? closeElsewhere(whole.current, () => setOpen(false)) : undefined), [open]);
  return (
    <div class="picker" ref={whole}>
      <button ref={button} type="button" class="holder" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="unseen">{t('demo.who-for', { n: number })} </span>
        <span class="holder-name">{person?.name ?? '…'}</span>
        <span class="holder-about">{about}</span>
      </button>
      {open && (
        <People
          everybody={everybody}
          close={close}
          choose={(code) => {
            close();
            choose(code);
          }}
        />
      )}
    </div>
  );
}

function closeElsewhere(whole: HTMLElement | null, close: () => void): () => void {
  const elsewhere = (event: Event): void => {
    if (event.target instanceof Node && whole?.contains(event.target) !== true) close();
  };
  document.addEventListener('pointerdown', elsewhere);
  document.addEventListener('focusin', elsewhere);
  return () => {
    document.removeEventListener('pointerdown', elsewhere);
    document.removeEventListener('focusin', elsewhere);
  };
}
