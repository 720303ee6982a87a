/** What was sent to whom while the clock moved: a line for each moment and kind, its readers a tap away from their phone. */
import type { VNode } from 'preact';
import type { FeedLine, FeedOnPage, ReaderOnPage } from '../../channels/web/demonstration/protocol.ts';
import { t } from '../words.ts';
import { lineText, momentOf } from './wording.ts';

/** Names that are shown at once; of more one asks for the list. */
const NAMED = 4;
const KEPT = 200;

/** The lines known so far with some more; what belongs to one moment and kind is one line. */
export function withLines(lines: readonly FeedLine[], { lines: more, whole }: FeedOnPage): readonly FeedLine[] {
  const all = new Map(whole ? [] : lines.map((line) => [`${line.at} ${line.kind}`, line]));
  for (const line of more) {
    const key = `${line.at} ${line.kind}`;
    const readers = new Map([...(all.get(key)?.readers ?? []), ...line.readers].map((one) => [one.code, one]));
    all.set(key, { ...line, readers: [...readers.values()] });
  }
  return [...all.values()].slice(-KEPT);
}

export interface FeedProps {
  readonly lines: readonly FeedLine[];
  readonly show: (reader: ReaderOnPage) => void;
}

export function Feed({ lines, show }: FeedProps): VNode {
  return (
    <section class="feed" aria-label={t('demo.feed')}>
      <h2>{t('demo.feed')}</h2>
      {lines.length === 0 && <p class="small">{t('demo.feed-empty')}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <ol class="feed-lines" aria-label={t('demo.feed')} tabIndex={0}>
        {[...lines].reverse().map((line) => (
          <li key={`${line.at} ${line.kind}`} class="feed-line">
            <Line line={line} show={show} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Line({ line, show }: { readonly line: FeedLine; readonly show: FeedProps['show'] }): VNode {
  const text = t('demo.feed-line', { at: momentOf(line.at), what: lineText(line) });
  const readers = (
    <ul class="readers">
      {line.readers.map((reader) => (
        <li key={reader.code}>
          <button
            type="button"
            class="reader"
            aria-label={t('demo.show-person', { name: reader.name })}
            onClick={() => show(reader)}
          >
            {reader.name}
          </button>
        </li>
      ))}
    </ul>
  );
  if (line.readers.length > NAMED)
    return (
      <details>
        <summary>{text}</summary>
        {readers}
      </details>
    );
  return (
    <>
      <p>{text}</p>
      {readers}
    </>
  );
}
