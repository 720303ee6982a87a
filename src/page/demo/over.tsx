/** Starting over asks first: what was written is lost. */
import type { VNode } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { t } from '../words.ts';
import { startOver } from './acts.ts';

export function StartOver(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [doing, setDoing] = useState(false);
  const [failed, setFailed] = useState(false);
  const id = useId();
  const yes = async (): Promise<void> => {
    setDoing(true);
    const done = await startOver();
    // When it is done the page is told, and loads itself anew.
    setFailed(!done);
    setDoing(done);
  };
  return (
    <>
      <button type="button" class="button" onClick={() => dialog.current?.showModal()}>
        {t('demo.start-over')}
      </button>
      <dialog ref={dialog} class="dialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`}>
        <h2 id={`${id}-title`}>{t('demo.start-over-title')}</h2>
        <p id={`${id}-text`}>{t('demo.start-over-text')}</p>
        <p class="problem" role="alert">
          {failed && t('demo.problem-failed')}
        </p>
        <div class="dialog-acts">
          <button type="button" class="button" disabled={doing} onClick={() => dialog.current?.close()}>
            {t('demo.start-over-no')}
          </button>
          <button type="button" class="button primary" disabled={doing} onClick={() => void yes()}>
            {t('demo.start-over-yes')}
          </button>
        </div>
      </dialog>
    </>
  );
}
