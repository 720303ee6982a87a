/** The things a chat is made of, each as it is drawn. */
import type { ComponentChildren, VNode } from 'preact';
import type { ChoiceOnPage, FileOnPage } from '../../channels/web/protocol.ts';
import { clockOf, dateOf, sizeOf } from '../times.ts';
import { t } from '../words.ts';
import { Choice, Choices } from './choices.tsx';
import type { ChatModel } from './model.ts';
import { problemText } from './problem.ts';
import { Text } from './text.tsx';
import type { Item, OwnText, Standing } from './view.ts';

export interface MessageProps {
  readonly item: Item;
  readonly model: ChatModel;
  readonly amend: (own: OwnText) => void;
  /** A refused text is put into the composer again. */
  readonly rewrite: (key: string, text: string) => void;
}

export function Message({ item, model, amend, rewrite }: MessageProps): VNode {
  switch (item.kind) {
    case 'day':
      return <p class="day">{dateOf(item.at)}</p>;
    case 'said':
      return <Said item={item} model={model} />;
    case 'own':
      return <Own item={item} amend={amend} />;
    case 'file':
      return (
        <Bubble own at={item.at} foot={!item.kept && <span>{t('page.not-kept')}</span>}>
          {item.kept ? <Attachment base={model.line.base} file={item.file} /> : <p class="text">{item.file.name}</p>}
          {item.caption !== '' && <p class="text">{item.caption}</p>}
        </Bubble>
      );
    case 'doing':
      return <Doing item={item} model={model} rewrite={rewrite} />;
    case 'upload':
      return <Upload item={item} model={model} />;
  }
}

interface BubbleProps {
  readonly own?: boolean;
  readonly at?: number;
  readonly foot?: ComponentChildren;
  readonly children: ComponentChildren;
}

function Bubble({ own = false, at, foot, children }: BubbleProps): VNode {
  return (
    <div class={own ? 'message own' : 'message'}>
      <span class="unseen">{own ? t('page.you') : t('page.assistant')}: </span>
      <div class="bubble">{children}</div>
      <div class="foot">
        {foot}
        {at !== undefined && <time dateTime={new Date(at).toISOString()}>{clockOf(at)}</time>}
      </div>
    </div>
  );
}

function Said({ item, model }: { readonly item: Extract<Item, { kind: 'said' }>; readonly model: ChatModel }): VNode {
  const { text, prompt, file, at } = item.entry;
  const choose = (choice: string): void => {
    if (prompt !== undefined) model.choose(prompt.id, choice);
  };
  const below = prompt?.choices.filter(({ line }) => line === undefined) ?? [];
  const beside = prompt?.choices.filter(({ line }) => line !== undefined) ?? [];
  const say = (command: string): void => model.say(command);
  return (
    <Bubble at={at}>
      {file !== undefined && <Attachment base={model.line.base} file={file} />}
      {text !== '' && beside.length === 0 && (
        <p class="text">
          <Text text={text} say={say} />
        </p>
      )}
      {beside.length > 0 && <Lines {...{ text, say, choose }} choices={beside} standing={item.standing} />}
      {below.length > 0 && <Choices choices={below} standing={item.standing} choose={choose} />}
    </Bubble>
  );
}

interface LinesProps {
  readonly text: string;
  readonly choices: readonly ChoiceOnPage[];
  readonly standing: Standing;
  readonly choose: (choice: string) => void;
  readonly say: (command: string) => void;
}

/** Line by line, each with its own buttons at its end. */
function Lines({ text, choices, standing, choose, say }: LinesProps): VNode {
  const lines = text.split('\n').map((words, place) => ({ words, place }));
  return (
    <div class="lines">
      {lines.map(({ words, place }) => {
        const own = choices.filter((choice) => choice.line === place);
        return (
          <div class={own.length === 0 ? 'line' : 'line with-choices'} key={place}>
            <span class="text">
              <Text text={words} say={say} />
            </span>
            {own.map((choice) => (
              <Choice key={choice.key} {...{ choice, choices, standing, choose }} about={words.slice(0, 80)} />
            ))}
          </div>
        );
      })}
    </div>
  );
}

function Own({ item, amend }: { readonly item: OwnText; readonly amend: (own: OwnText) => void }): VNode {
  const foot = (
    <>
      {item.amendable && (
        <button
          type="button"
          class="quiet"
          aria-label={`${t('page.amend')}: ${item.text.slice(0, 80)}`}
          onClick={() => amend(item)}
        >
          {t('page.amend')}
        </button>
      )}
      {item.amended && <span>{t('page.amended')}</span>}
    </>
  );
  return (
    <Bubble own at={item.at} foot={foot}>
      <p class="text">{item.text}</p>
    </Bubble>
  );
}

type DoingItem = Extract<Item, { kind: 'doing' }>;

function Doing({
  item,
  model,
  rewrite,
}: Pick<MessageProps, 'model' | 'rewrite'> & { readonly item: DoingItem }): VNode {
  const { doing, text, key } = item;
  const refused = doing.phase === 'refused';
  const foot = refused ? (
    <>
      <span class="problem">{problemText(doing.problem)}</span>
      {text !== '' && (
        <button type="button" class="quiet" onClick={() => rewrite(key, text)}>
          {t('page.rewrite')}
        </button>
      )}
      <button type="button" class="quiet" onClick={() => model.undo(key)}>
        {t('page.put-away')}
      </button>
    </>
  ) : (
    doing.phase !== 'taken' && (
      <span class="waiting">
        {t('page.waiting')}
        <button type="button" class="quiet" onClick={() => model.undo(key)}>
          {t('page.take-back')}
        </button>
      </span>
    )
  );
  return (
    <Bubble own foot={foot}>
      <p class="text">{text === '' ? t('page.tap-refused') : text}</p>
    </Bubble>
  );
}

function Upload({
  item,
  model,
}: {
  readonly item: Extract<Item, { kind: 'upload' }>;
  readonly model: ChatModel;
}): VNode {
  const { key, name, size, caption, phase, share, problem } = item.upload;
  const over = phase === 'failed' || phase === 'refused';
  const foot = over && (
    <>
      <span class="problem">{phase === 'failed' ? t('page.upload-failed') : problemText(problem)}</span>
      {phase === 'failed' && (
        <button type="button" class="quiet" onClick={() => model.retryUpload(key)}>
          {t('page.try-again')}
        </button>
      )}
      <button type="button" class="quiet" onClick={() => model.undo(key)}>
        {t('page.put-away')}
      </button>
    </>
  );
  return (
    <Bubble own foot={foot}>
      <p class="file">
        <span class="file-name">{name}</span>
        <span class="file-size">{sizeOf(size)}</span>
      </p>
      {caption !== '' && <p class="text">{caption}</p>}
      {!over && <progress max={1} value={share} aria-label={t('page.uploading', { name })} />}
    </Bubble>
  );
}

const IN_A_TAB = { target: '_blank', rel: 'noopener noreferrer' } as const;

/** Only what its bytes say is a picture is shown as one; HTML is only the program's own page to be read. */
function Attachment({ base, file }: { readonly base: string; readonly file: FileOnPage }): VNode {
  const address = `${base}/files/${encodeURIComponent(file.id)}`;
  const isPage = file.type === 'text/html';
  if (/^image\/(jpeg|png|gif|webp)$/.test(file.type)) {
    return (
      <a class="picture" href={address} {...IN_A_TAB}>
        <img src={address} alt={t('page.picture', { name: file.name })} loading="lazy" />
      </a>
    );
  }
  return (
    <a class="file" href={address} {...(isPage ? IN_A_TAB : { download: file.name })}>
      <span class="file-name">{file.name}</span>
      <span class="file-size">{t(isPage ? 'page.open-file' : 'page.download', { size: sizeOf(file.size) })}</span>
    </a>
  );
}
