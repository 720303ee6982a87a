/** The phones and the feed side by side where there is room, else one at a time under tabs. */
import type { ComponentChildren, VNode } from 'preact';
import { t } from '../words.ts';

export interface TabsProps {
  readonly wide: boolean;
  /** The feed has a place beside the phone. */
  readonly feedBeside: boolean;
  readonly active: number;
  readonly choose: (tab: number) => void;
  /** Of those who hold the phones. */
  readonly names: readonly string[];
  readonly unread: readonly number[];
  /** The phones, then the feed. */
  readonly panels: readonly ComponentChildren[];
}

export function Tabs({ wide, feedBeside, active, choose, names, unread, panels }: TabsProps): VNode {
  const feed = panels.length - 1;
  const tabs = wide ? [] : [...names, ...(feedBeside ? [] : [t('demo.feed')])];
  const key = (event: KeyboardEvent): void => {
    const to = neighbour(event.key, active, tabs.length);
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
    document.getElementById(`tab-${to}`)?.focus();
  };
  return (
    <>
      {tabs.length > 0 && (
        <div class="tabs" role="tablist" aria-label={t('demo.phones')} onKeyDown={key}>
          {tabs.map((name, tab) => (
            <button
              key={tab < names.length ? `phone-${tab}` : 'feed'}
              type="button"
              class="tab"
              role="tab"
              id={`tab-${tab}`}
              aria-selected={tab === active}
              aria-controls={`panel-${tab}`}
              tabIndex={tab === active ? 0 : -1}
              onClick={() => choose(tab)}
            >
              <span class="tab-name">{name}</span>
              {(unread[tab] ?? 0) > 0 && (
                <span class="badge">
                  <span aria-hidden="true">{unread[tab]}</span>
                  <span class="unseen">{t('demo.unread', { n: unread[tab] ?? 0 })}</span>
                </span>
              )}
            </button>
          ))}
        </div>
      )}
      <div class="panels">
        {panels.map((panel, place) => {
          const beside = place === feed && feedBeside;
          const asTab = !wide && !beside;
          return (
            <div
              key={place === feed ? 'feed' : `phone-${place}`}
              class={place === feed ? 'panel-feed' : 'panel-phone'}
              id={`panel-${place}`}
              {...(asTab ? { role: 'tabpanel', 'aria-labelledby': `tab-${place}`, hidden: place !== active } : {})}
            >
              {panel}
            </div>
          );
        })}
      </div>
    </>
  );
}

function neighbour(key: string, active: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (active + 1) % count;
  if (key === 'ArrowLeft') return (active + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}
