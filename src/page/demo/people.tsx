/** Everybody of the demonstration: some letters narrow the list down, arrows and Enter take one of it. */
import type { VNode } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../words.ts';
import { type Findable, found } from './search.ts';

/** Nobody reads further down than this; typing finds the others. */
const SHOWN = 50;

interface PeopleProps {
  readonly everybody: readonly Findable[];
  readonly choose: (code: string) => void;
  readonly close: () => void;
}

export function People({ everybody, choose, close }: PeopleProps): VNode {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const fitting = useMemo(() => found(everybody, query), [everybody, query]);
  const shown = fitting.slice(0, SHOWN);
  useEffect(() => field.current?.focus(), []);
  const key = (event: KeyboardEvent): void => {
    const to = moved(event.key, active, shown.length);
    if (to !== undefined) setActive(to);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && !event.isComposing) {
      const chosen = shown[active];
      if (chosen !== undefined) choose(chosen.person.code);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="search">
      <label class="unseen" for={`${id}-field`}>
        {t('demo.search')}
      </label>
      <input
        id={`${id}-field`}
        ref={field}
        class="search-field"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown[active] === undefined ? undefined : `${id}-${active}`}
        autocomplete="off"
        spellcheck={false}
        placeholder={t('demo.search')}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={key}
      />
      <p class="unseen" role="status">
        {fitting.length === 0 ? t('demo.search-none') : t('demo.search-found', { n: fitting.length })}
      </p>
      {fitting.length === 0 && (
        <p class="search-note" aria-hidden="true">
          {t('demo.search-none')}
        </p>
      )}
      <Options id={id} shown={shown} active={active} choose={choose} />
      {fitting.length > SHOWN && <p class="search-note">{t('demo.search-more', { n: fitting.length - SHOWN })}</p>}
    </div>
  );
}

interface OptionsProps {
  readonly id: string;
  readonly shown: readonly Findable[];
  readonly active: number;
  readonly choose: (code: string) => void;
}

function Options({ id, shown, active, choose }: OptionsProps): VNode {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active]);
  return (
    <div class="found" id={`${id}-list`} role="listbox" aria-label={t('demo.who')} ref={list}>
      {shown.map((one, place) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keyboard, as a combobox does
        <div
          key={one.person.code}
          id={`${id}-${place}`}
          class="one"
          role="option"
          tabIndex={-1}
          aria-selected={place === active}
          onClick={() => choose(one.person.code)}
        >
          <span class="one-name">{one.person.name}</span>
          <span class="one-about">
            {one.person.code} · {one.note !== undefined && <b>{one.note} · </b>}
            {one.about}
          </span>
        </div>
      ))}
    </div>
  );
}

/** Where a key leads in a list of so many; undefined when it leads nowhere. */
function moved(key: string, active: number, count: number): number | undefined {
  const last = Math.max(0, count - 1);
  if (key === 'ArrowDown') return active >= last ? 0 : active + 1;
  if (key === 'ArrowUp') return active === 0 ? last : active - 1;
  if (key === 'PageDown') return Math.min(last, active + 8);
  if (key === 'PageUp') return Math.max(0, active - 8);
  return undefined;
}
