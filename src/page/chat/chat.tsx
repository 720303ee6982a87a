/** A chat: whose it is, what was said, and where one writes. The page of a person has one of it, the demonstration three. */
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { type MenuItem, openPrompt } from '../../channels/web/protocol.ts';
import { t } from '../words.ts';
import { Composer, type Desk } from './composer.tsx';
import { MenuIcon } from './icons.tsx';
import type { Line } from './line.ts';
import { Log } from './log.tsx';
import { ChatModel } from './model.ts';
import { Popover } from './popover.tsx';
import { problemText } from './problem.ts';
import type { ChatState } from './state.ts';
import type { OwnText } from './view.ts';

export interface ChatProps {
  /** Another line is another chat: give the component a `key` that changes with it. */
  readonly line: Line;
  /** What it is called, where there are several. */
  readonly label?: string;
  /** Stands where the person's name would. */
  readonly head?: ComponentChildren;
  /** More buttons in the bar above. */
  readonly tools?: ComponentChildren;
  /** Told after each change, for a badge or a title. */
  readonly watch?: (state: ChatState) => void;
}

export function Chat({ line, label = t('page.chat'), head, tools, watch }: ChatProps): VNode {
  const model = useChat(line, watch);
  const { state } = model;
  const [amending, setAmending] = useState<OwnText | undefined>(undefined);
  const desk = useRef<Desk>(null);
  useEffect(() => {
    model.onRefused = ({ key, input }, problem) => {
      if (input.kind === 'choice' || desk.current?.empty() !== true) return;
      model.undo(key);
      desk.current.put(input.text, problemText(problem));
    };
    model.onReturned = (caption) => desk.current?.empty() === true && desk.current.put(caption);
  }, [model]);
  if (state.link === 'ended') return <Ended state={state} />;
  const send = (text: string): void => {
    if (amending === undefined) model.say(text);
    else if (text !== amending.text) model.amend(amending.n, text);
    setAmending(undefined);
  };
  const open = openPrompt(state.entries);
  const rewrite = (key: string, text: string): void => {
    model.undo(key);
    desk.current?.put(text);
  };
  return (
    <section class="chat" aria-label={label}>
      <header class="bar">
        <Menu menu={state.hello?.menu ?? []} say={(command) => model.say(command)} />
        <div class="who">{head ?? <h1>{state.hello?.name || t('page.title')}</h1>}</div>
        {tools}
      </header>
      <div role="status">{state.link === 'lost' && <p class="lost">{t('page.lost')}</p>}</div>
      <Log model={model} amend={setAmending} rewrite={rewrite} />
      <Composer
        name={state.hello?.chat ?? ''}
        ready={model.ready}
        amending={amending}
        send={send}
        attach={open?.photo === true ? (captioned) => model.upload(captioned) : undefined}
        documents={open?.documents === true}
        cancel={() => setAmending(undefined)}
        desk={desk}
      />
    </section>
  );
}

function useChat(line: Line, watch: ChatProps['watch']): ChatModel {
  const [, redraw] = useReducer((count: number, _: undefined) => count + 1, 0);
  const model = useMemo(() => new ChatModel(line), [line]);
  const watching = useRef(watch);
  watching.current = watch;
  useEffect(() => {
    const unwatch = model.watch(() => {
      redraw(undefined);
      watching.current?.(model.state);
    });
    const stop = model.start();
    return () => {
      stop();
      unwatch();
    };
  }, [model]);
  return model;
}

function Menu({ menu, say }: { readonly menu: readonly MenuItem[]; readonly say: (command: string) => void }): VNode {
  return (
    <Popover label={t('page.menu')} icon={<MenuIcon />}>
      {(close) => (
        <ul class="menu">
          {menu.map(({ command, description }) => (
            <li key={command}>
              <button
                type="button"
                onClick={() => {
                  say(`/${command.replace(/^\//, '')}`);
                  close();
                }}
              >
                <span class="menu-words">{description}</span>
                <span class="menu-command">/{command.replace(/^\//, '')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}

/** Signed out: nothing of the chat stays on the screen but what did not go out any more. */
function Ended({ state }: { readonly state: ChatState }): VNode {
  const left = state.doing.flatMap(({ input }) => (input.kind === 'choice' ? [] : [input.text]));
  return (
    <section class="card">
      <h1>{t('page.ended-title')}</h1>
      <p>{t('page.ended-text')}</p>
      {left.length > 0 && (
        <>
          <p>{t('page.ended-left')}</p>
          {left.map((text) => (
            <blockquote class="text" key={text}>
              {text}
            </blockquote>
          ))}
        </>
      )}
      <p>
        <a class="button wide" href="/">
          {t('page.problem-back')}
        </a>
      </p>
    </section>
  );
}
