/** The messages, from the oldest to the newest, and how they scroll. */
import type { VNode } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { dayOf } from '../times.ts';
import { t } from '../words.ts';
import { DownIcon } from './icons.tsx';
import { Message, type MessageProps } from './message.tsx';
import { type Item, itemsOf } from './view.ts';

/** This near to the end one is reading the newest. */
const NEAR = 80;
/** What comes in the first moments is what was said before: it is not announced. */
const HISTORY_MS = 1_000;

export function Log(props: Omit<MessageProps, 'item'>): VNode {
  const { model } = props;
  const { state } = model;
  const items = useMemo(() => itemsOf(state, dayOf), [state]);
  const { box, end, atEnd, live, toEnd, keepPlace } = useScrolling(items, state.hello !== undefined);
  const [asking, setAsking] = useState(false);
  const earlier = async (): Promise<void> => {
    setAsking(true);
    keepPlace();
    await model.earlier();
    setAsking(false);
  };
  const more = (state.entries[0]?.n ?? 1) > 1 && !state.atStart;
  return (
    <div class="log-frame">
      <div
        class="log"
        ref={box}
        role="log"
        aria-live={live ? 'polite' : 'off'}
        aria-relevant="additions"
        aria-label={t('page.log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
      >
        <div class="messages" ref={end}>
          {more && (
            <button type="button" class="button earlier" disabled={asking} onClick={() => void earlier()}>
              {asking ? t('page.asking') : t('page.earlier')}
            </button>
          )}
          {items.map((item) => (
            <Message key={item.key} item={item} {...props} />
          ))}
        </div>
      </div>
      {!atEnd && (
        <button type="button" class="to-end" onClick={toEnd} aria-label={t('page.newest')} title={t('page.newest')}>
          <DownIcon />
        </button>
      )}
    </div>
  );
}

function useScrolling(items: readonly Item[], greeted: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const fromBottom = useRef<number | undefined>(undefined);
  const [atEnd, setAtEnd] = useState(true);
  const live = useLater(greeted, HISTORY_MS);
  const last = items[items.length - 1];
  const toEnd = useCallback(() => {
    following.current = true;
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, []);
  useLayoutEffect(() => {
    // What the person just did is always looked at; what is said to them when they were reading the newest.
    if (last?.kind === 'doing' || last?.kind === 'upload') following.current = true;
    if (following.current) showNewest(box.current);
  }, [last?.key, last?.kind]);
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null || fromBottom.current === undefined) return;
    current.scrollTop = current.scrollHeight - fromBottom.current;
    fromBottom.current = undefined;
  }, [items[0]?.key]);
  useEffect(() => watchScrolling({ box: box.current, end: end.current, following, setAtEnd }), []);
  const keepPlace = (): void => {
    const { current } = box;
    if (current !== null) fromBottom.current = current.scrollHeight - current.scrollTop;
  };
  return { box, end, atEnd, live, toEnd, keepPlace };
}

/** At the newest message: at its end, or at its beginning when it is longer than the screen. */
function showNewest(box: HTMLElement | null): void {
  const newest = box?.querySelector('.messages > :last-child');
  if (box === null || !(newest instanceof HTMLElement)) return;
  const top = newest.offsetTop - 12;
  box.scrollTop = Math.min(box.scrollHeight - box.clientHeight, top);
}

interface Watched {
  readonly box: HTMLElement | null;
  readonly end: HTMLElement | null;
  readonly following: { current: boolean };
  readonly setAtEnd: (atEnd: boolean) => void;
}

/** Keeps to the end when a picture arrives, the keyboard opens or the composer grows. */
function watchScrolling({ box, end, following, setAtEnd }: Watched): (() => void) | undefined {
  if (box === null || end === null) return undefined;
  const look = (): void => {
    const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    following.current = near;
    setAtEnd(near);
  };
  box.addEventListener('scroll', look, { passive: true });
  const resized = new ResizeObserver(() => {
    if (following.current) showNewest(box);
    look();
  });
  resized.observe(box);
  resized.observe(end);
  return () => {
    box.removeEventListener('scroll', look);
    resized.disconnect();
  };
}

/** True some time after `begun` has become so. */
function useLater(begun: boolean, ms: number): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => {
    if (!begun) return;
    const timer = setTimeout(() => setLater(true), ms);
    return () => clearTimeout(timer);
  }, [begun, ms]);
  return later;
}
