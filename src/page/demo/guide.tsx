/** The tour as the page shows it: one step at a time, each with a button for who would rather tap than type. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../words.ts';
import { storedStep, storeStep } from './stored.ts';
import { followed, type Seen, STEPS, type Tour } from './tour.ts';

export interface GuideProps {
  /** Undefined until everything is there. */
  readonly seen: Seen | undefined;
  readonly help: { answer(): void; reminder(): void; status(): void };
}

/** What comes in the first moments is what was said before. */
const HISTORY_MS = 700;

export function Guide({ seen, help }: GuideProps): VNode | null {
  const [tour, setTour] = useState<Tour | undefined>(undefined);
  const [closed, setClosed] = useState(() => storedStep() === undefined);
  const settled = useLater(seen !== undefined);
  useEffect(() => {
    if (seen === undefined || !settled || closed) return;
    const next = followed(tour ?? { step: storedStep() ?? 0, since: seen, openedAgain: false }, seen);
    if (next === tour) return;
    setTour(next);
    storeStep(next.step < STEPS.length ? next.step : undefined);
  }, [seen, settled, closed, tour]);
  if (closed) return null;
  const close = (): void => {
    storeStep(undefined);
    setClosed(true);
  };
  const place = tour?.step ?? storedStep() ?? 0;
  const step = STEPS[place];
  return (
    <section class="tour" aria-label={t('demo.tour')}>
      <div class="tour-text" role="status">
        <p class="tour-place">
          {step === undefined ? t('demo.tour-done') : t('demo.tour-step', { n: place + 1, of: STEPS.length })}
        </p>
        <p>{textOf(step, tour)}</p>
      </div>
      <div class="tour-acts">
        {step === 'answer' && <Help text={t('demo.tour-answer-button')} act={help.answer} />}
        {step === 'reminder' && <Help text={t('demo.tour-reminder-button')} act={help.reminder} />}
        {step === 'status' && <Help text={t('demo.tour-status-button')} act={help.status} />}
        <button type="button" class="button" onClick={close}>
          {step === undefined ? t('demo.tour-finish') : t('demo.tour-close')}
        </button>
      </div>
    </section>
  );
}

function Help({ text, act }: { readonly text: string; readonly act: () => void }): VNode {
  return (
    <button type="button" class="button primary" onClick={act}>
      {text}
    </button>
  );
}

function textOf(step: (typeof STEPS)[number] | undefined, tour: Tour | undefined): string {
  if (step === undefined) return t('demo.tour-over');
  return step === 'restart' && tour?.openedAgain === true ? t('demo.tour-restart-then') : t(`demo.tour-${step}`);
}

function useLater(begun: boolean): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => {
    if (!begun) return;
    const timer = setTimeout(() => setLater(true), HISTORY_MS);
    return () => clearTimeout(timer);
  }, [begun]);
  return later;
}
