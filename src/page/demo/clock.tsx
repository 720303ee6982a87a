/** The clock: what time it is for the organisation, what happens next, and how to get there. */
import type { VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ClockOnPage, MoveProblem, Next } from '../../channels/web/demonstration/protocol.ts';
import { type PageKey, t } from '../words.ts';
import { moveClock } from './acts.ts';
import { useMedia } from './state.ts';
import { expectedText, fieldValue, momentOf, wholeMoment } from './wording.ts';

const PROBLEMS: Readonly<Record<MoveProblem | 'failed', PageKey>> = {
  backwards: 'demo.problem-backwards',
  'too-far': 'demo.problem-too-far',
  moving: 'demo.problem-moving',
  'nothing-next': 'demo.problem-nothing-next',
  unread: 'demo.problem-unread',
  failed: 'demo.problem-failed',
};
const A_DAY = 24 * 60 * 60_000;

export function Clock({ clock }: { readonly clock: ClockOnPage | undefined }): VNode {
  const [problem, setProblem] = useState<MoveProblem | 'failed' | undefined>(undefined);
  const next = useLast(clock?.next);
  const now = clock?.now;
  const moving = clock?.moving;
  const go = async (to: string): Promise<void> => setProblem(await moveClock(to));
  const waiting = clock === undefined || moving !== undefined;
  return (
    <section class="clock" aria-label={t('demo.clock')}>
      <p class="clock-now">
        <time>{now === undefined ? '…' : wholeMoment(now)}</time>
      </p>
      <p class="clock-next" aria-busy={clock?.next.found === 'looking'}>
        {/* Both have their place at all times, so that nothing below moves while the clock does. */}
        <span class={moving === undefined ? undefined : 'kept'}>{nextText(next)}</span>
        <span>{moving !== undefined && t('demo.clock-moving', { to: momentOf(moving) })}</span>
      </p>
      <div class="clock-moves">
        <div class="clock-places">
          <button
            type="button"
            class={moving === undefined ? 'button primary' : 'button primary kept'}
            disabled={waiting}
            onClick={() => void go('next')}
          >
            {t('demo.clock-next')}
          </button>
          <button type="button" class={moving === undefined ? 'button kept' : 'button'} onClick={() => void go('stop')}>
            {t('demo.clock-stop')}
          </button>
        </div>
        <button type="button" class="button" disabled={waiting} onClick={() => void go('+1h')}>
          {t('demo.clock-hour')}
        </button>
        <button type="button" class="button" disabled={waiting} onClick={() => void go('+1d')}>
          {t('demo.clock-day')}
        </button>
        <ToDay now={now} waiting={waiting} go={go} />
      </div>
      <p class="problem" role="alert">
        {problem !== undefined && t(PROBLEMS[problem])}
      </p>
    </section>
  );
}

interface ToDayProps {
  readonly now: number | undefined;
  readonly waiting: boolean;
  readonly go: (to: string) => Promise<void>;
}

/** A day and time of one's own; folded away where there is no room. */
function ToDay({ now, waiting, go }: ToDayProps): VNode {
  const id = useId();
  const room = useMedia('(min-width: 48rem)');
  const field = useRef<HTMLInputElement>(null);
  const touched = useRef(false);
  const suggested = now === undefined ? '' : fieldValue(now + A_DAY);
  useEffect(() => {
    // A day later, until somebody begins to set a time: half a date is none, and must not be taken away.
    if (field.current !== null && !touched.current) field.current.value = suggested;
  }, [suggested, room]);
  const submit = (event: Event): void => {
    event.preventDefault();
    touched.current = false;
    void go(field.current?.value ?? '');
  };
  const form = (
    <form class="clock-to" onSubmit={submit}>
      <label class="unseen" for={`${id}-to`}>
        {t('demo.clock-to')}
      </label>
      <input
        id={`${id}-to`}
        ref={field}
        class="clock-field"
        type="datetime-local"
        onInput={() => {
          touched.current = true;
        }}
      />
      <button type="submit" class="button" disabled={waiting}>
        {t('demo.clock-go')}
      </button>
    </form>
  );
  if (room) return form;
  return (
    <details class="clock-fold">
      <summary class="button">{t('demo.clock-to')}</summary>
      {form}
    </details>
  );
}

/** While one looks for what comes next, what was known before stays: it is most often the same. */
function useLast(next: Next | undefined): Next | undefined {
  const [last, setLast] = useState(next);
  const looking = next === undefined || next.found === 'looking';
  useEffect(() => {
    if (!looking) setLast(next);
  }, [next, looking]);
  return looking ? (last ?? next) : next;
}

function nextText(next: Next | undefined): string {
  switch (next?.found) {
    case 'something':
      return t('demo.next-found', { at: momentOf(next.at), what: expectedText(next.expected) });
    case 'nothing':
      return t('demo.next-nothing');
    default:
      return t('demo.next-looking');
  }
}
