/** Where one writes. What is typed survives a reload; a press on the big button, or Enter on a keyboard, sends it. */
import type { RefObject, VNode } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LONGEST_TEXT } from '../../channels/web/protocol.ts';
import { sessionShelf } from '../storage.ts';
import { t } from '../words.ts';
import { ClipIcon } from './icons.tsx';
import type { Captioned } from './post.ts';
import { problemText } from './problem.ts';
import type { OwnText } from './view.ts';

/** What others may do with it. */
export interface Desk {
  readonly empty: () => boolean;
  readonly put: (text: string, problem?: string) => void;
}

export interface ComposerProps {
  /** Under this name the unfinished text is kept. */
  readonly name: string;
  readonly ready: boolean;
  readonly amending: OwnText | undefined;
  readonly send: (text: string) => void;
  /** Absent while nothing that is asked can be answered with a picture. */
  readonly attach: ((captioned: Captioned) => void) | undefined;
  /** A document may be the answer, too. */
  readonly documents: boolean;
  readonly cancel: () => void;
  readonly desk: RefObject<Desk | null>;
}

const PICTURES = 'image/jpeg,image/png,image/webp';
/** By ending as well: not every system knows the second type. */
const DOCUMENTS = 'application/pdf,.pdf,application/vnd.openxmlformats-officedocument.wordprocessingml.document,.docx';
/** A mouse, so most likely a keyboard: Enter sends. On a touch screen it makes a new line, as its keyboard shows. */
const withKeyboard = (): boolean => window.matchMedia('(hover: hover) and (pointer: fine)').matches;

export function Composer(props: ComposerProps): VNode {
  const { ready, amending, send, attach, documents, cancel } = props;
  const { area, text, write, problem, setProblem } = useDraft(props);
  const id = useId();
  const submit = (event?: Event): void => {
    event?.preventDefault();
    area.current?.focus();
    if (!ready || text.trim() === '') return;
    if (text.length > LONGEST_TEXT) {
      setProblem(problemText('too-long'));
      return;
    }
    send(text.trim());
    write('');
  };
  const attachWith = (file: File): void => {
    // What is being amended is an earlier text, and no words about the picture.
    const caption = amending === undefined ? text.trim() : '';
    if (caption.length > LONGEST_TEXT) {
      setProblem(problemText('too-long'));
      return;
    }
    attach?.({ file, caption });
    if (caption !== '') write('');
  };
  const key = (event: KeyboardEvent): void => {
    // While an input method puts a Vietnamese word together, Enter belongs to it.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && withKeyboard()) submit(event);
    else if (event.key === 'Escape' && amending !== undefined) cancel();
  };
  return (
    <form class="composer" onSubmit={submit}>
      {amending !== undefined && (
        <p class="amending">
          <span id={`${id}-amending`}>{t('page.amending', { text: shortened(amending.text) })}</span>
          <button type="button" class="quiet" onClick={cancel}>
            {t('page.cancel')}
          </button>
        </p>
      )}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="desk">
        <label class="unseen" for={id}>
          {t('page.write-label')}
        </label>
        <textarea
          id={id}
          ref={area}
          rows={1}
          value={text}
          placeholder={t('page.write')}
          aria-describedby={`${id}-hint`}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={key}
        />
        {attach !== undefined && <FileButton attach={attachWith} documents={documents} />}
        <button type="submit" class="button primary" disabled={!ready}>
          {amending === undefined ? t('page.send') : t('page.save')}
        </button>
      </div>
      <p class={attach === undefined ? 'hint' : 'hint telling'} id={`${id}-hint`}>
        {attach === undefined ? t('page.enter-hint') : t(documents ? 'page.attach-file-hint' : 'page.attach-hint')}
      </p>
    </form>
  );
}

/** The unfinished text, kept in this tab; beside it what becomes of an earlier text while that is being amended. */
function useDraft({ name, amending, desk }: ComposerProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const kept = `tusoi:draft:${name}`;
  const [draft, setDraft] = useState('');
  const [amended, setAmended] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const text = amending === undefined ? draft : amended;
  const keep = (next: string): void => {
    setDraft(next);
    if (name !== '') sessionShelf().setItem(kept, next);
  };
  const write = (next: string): void => {
    setProblem(undefined);
    if (amending === undefined) keep(next);
    else setAmended(next);
  };
  useEffect(() => {
    const before = name === '' ? '' : (sessionShelf().getItem(kept) ?? '');
    // Somebody may have begun to type before it was known whose chat this is.
    if (before !== '') setDraft((typed) => (typed === '' || typed === before ? before : `${before}\n${typed}`));
  }, [kept, name]);
  useEffect(() => {
    if (amending === undefined) return;
    setAmended(amending.text);
    area.current?.focus();
  }, [amending]);
  useLayoutEffect(() => grow(area.current), [text]);
  useEffect(() => {
    // The window turns, or the type becomes larger.
    const turned = new ResizeObserver(() => grow(area.current));
    if (area.current !== null) turned.observe(area.current);
    return () => turned.disconnect();
  }, []);
  desk.current = {
    empty: () => draft.trim() === '' && amending === undefined,
    put: (next, why) => {
      keep(next);
      setProblem(why);
      area.current?.focus();
    },
  };
  return { area, text, write, problem, setProblem };
}

/** As high as its text; the style sheet says up to where. */
function grow(area: HTMLTextAreaElement | null): void {
  if (area === null) return;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}

interface FileButtonProps {
  readonly attach: (file: File) => void;
  readonly documents: boolean;
}

function FileButton({ attach, documents }: FileButtonProps): VNode {
  const label = t(documents ? 'page.attach-file' : 'page.attach');
  const input = useRef<HTMLInputElement>(null);
  const chosen = (event: Event & { readonly currentTarget: HTMLInputElement }): void => {
    for (const file of event.currentTarget.files ?? []) attach(file);
    // The same file may be chosen again.
    event.currentTarget.value = '';
  };
  return (
    <>
      <button type="button" class="tool" aria-label={label} title={label} onClick={() => input.current?.click()}>
        <ClipIcon />
      </button>
      <input
        ref={input}
        type="file"
        accept={documents ? `${PICTURES},${DOCUMENTS}` : PICTURES}
        hidden
        onChange={chosen}
      />
    </>
  );
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60).trimEnd()}…` : text;
}
