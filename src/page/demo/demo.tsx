/** Everything on the page of the demonstration. */
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Duty, ReaderOnPage } from '../../channels/web/demonstration/protocol.ts';
import { Settings } from '../settings.tsx';
import { t } from '../words.ts';
import { restart, sayIn } from './acts.ts';
import { Clock } from './clock.tsx';
import { Feed } from './feed.tsx';
import { Guide } from './guide.tsx';
import { StartOver } from './over.tsx';
import { Phone } from './phone.tsx';
import { type Findable, findable } from './search.ts';
import { type Known, useChats, useKnown, useMedia, usePhones } from './state.ts';
import { Tabs } from './tabs.tsx';
import type { Seen } from './tour.ts';
import { aboutPerson, otherLanguage, statusCommand } from './wording.ts';

/** Three phones and the feed side by side; below that one at a time. */
const WIDE = '(min-width: 80rem)';
/** A phone with the feed beside it. */
const MIDDLE = '(min-width: 48rem)';
const FEED = 3;
const PHONE_OF: Readonly<Record<Duty, number>> = { member: 0, secretary: 1, leader: 2 };

export function Demo(): VNode {
  const page = usePage();
  const { known, codes, active, wide, middle, say, open } = page;
  return (
    <div class="demo-page">
      <Head known={known} />
      <main class="demo-main">
        <Clock clock={known.clock} />
        <Guide
          seen={page.seen}
          help={{
            answer: () => say(PHONE_OF.member, '/soi'),
            reminder: () => open(PHONE_OF.secretary),
            status: () => say(PHONE_OF.leader, statusCommand),
          }}
        />
        <Tabs
          wide={wide}
          feedBeside={middle}
          active={active}
          choose={page.choose}
          names={codes.map((code) => page.everybody.find((one) => one.person.code === code)?.person.name ?? code)}
          unread={page.unread}
          panels={panelsOf(page)}
        />
      </main>
    </div>
  );
}

type Page = ReturnType<typeof usePage>;

function usePage() {
  const known = useKnown();
  const { codes, give } = usePhones(known.people);
  const [wide, middle] = [useMedia(WIDE), useMedia(MIDDLE)];
  const [chosen, setChosen] = useState(0);
  const active = middle && chosen === FEED ? 0 : chosen;
  const { chats, watch, unread } = useChats(codes, (phone) => wide || phone === active);
  const [looks, setLooks] = useState(0);
  const turnTo = useTurning(setChosen);
  const look = (phone: number): void => {
    if (phone === PHONE_OF.secretary) setLooks((count) => count + 1);
  };
  const open = (phone: number): void => {
    turnTo(phone);
    look(phone);
  };
  const show = ({ code, duty }: ReaderOnPage): void => {
    if (codes[PHONE_OF[duty]] !== code) give(PHONE_OF[duty], code);
    open(PHONE_OF[duty]);
  };
  const say = (phone: number, text: string): void => {
    turnTo(phone);
    void sayIn(codes[phone] ?? '', text);
  };
  const choose = (tab: number): void => {
    setChosen(tab);
    look(tab);
  };
  const everybody = useEverybody(known.people, chats);
  const seen = useSeen(known, { codes, chats, looks });
  const phones = { codes, give, chats, watch, unread };
  return { known, ...phones, wide, middle, active, look, open, show, say, choose, everybody, seen };
}

/** With a note on the one who has not joined, until they have. */
function useEverybody(people: Known['people'], chats: ReturnType<typeof useChats>['chats']): readonly Findable[] {
  const { person, code } = people?.newcomer ?? { person: '', code: '' };
  const joined = (chats.get(person)?.hello?.name ?? '') !== '';
  return useMemo(() => {
    const noted = person === '' || joined ? undefined : { person, note: t('demo.newcomer-note', { code }) };
    return findable(people?.people ?? [], aboutPerson, noted);
  }, [people, person, code, joined]);
}

function panelsOf({ known, codes, give, chats, watch, look, show, everybody }: Page): readonly ComponentChildren[] {
  const phones = codes.map((code, phone) => (
    <Phone
      key={code}
      number={phone + 1}
      code={code}
      line={known.lineOf(code)}
      everybody={everybody}
      newcomer={known.people?.newcomer}
      joined={(chats.get(code)?.hello?.name ?? '') !== ''}
      watch={watch(code)}
      look={() => look(phone)}
      choose={(one) => give(phone, one)}
    />
  ));
  return [...phones, <Feed key="feed" lines={known.lines} show={show} />];
}

function Head({ known }: { readonly known: Known }): VNode {
  const { restarting, restarts } = known;
  const lately = useLately(restarts);
  return (
    <header class="demo-head">
      <div class="demo-title">
        <h1>{t('demo.title')}</h1>
        <p class="small">{t('demo.intro')}</p>
      </div>
      <p class="demo-state" role="status">
        {restarting ? t('demo.restarting') : lately ? t('demo.restarted') : ''}
      </p>
      <div class="demo-tools">
        <button type="button" class="button" disabled={restarting} onClick={() => void restart()}>
          {t('demo.restart')}
        </button>
        <StartOver />
        <a class="button" href={`/?lang=${otherLanguage}`} lang={otherLanguage} hreflang={otherLanguage}>
          {t('demo.language')}
        </a>
        <Settings />
      </div>
    </header>
  );
}

const LATELY_MS = 5_000;

/** For some seconds after `count` was raised. */
function useLately(count: number): boolean {
  const [told, setTold] = useState(0);
  useEffect(() => {
    if (count === 0) return;
    const timer = setTimeout(() => setTold(count), LATELY_MS);
    return () => clearTimeout(timer);
  }, [count]);
  return count > told;
}

/** What the tour looks at; undefined until everything is there. */
function useSeen(
  { clock, restarts }: Known,
  { codes, chats, looks }: { codes: readonly string[]; chats: ReturnType<typeof useChats>['chats']; looks: number },
): Seen | undefined {
  const all = clock !== undefined && codes.length > 0 && codes.every((code) => chats.get(code)?.hello !== undefined);
  return useMemo(
    () =>
      all
        ? {
            phones: codes.map((code) => ({ code, entries: chats.get(code)?.entries ?? [] })),
            now: clock.now,
            moving: clock.moving !== undefined,
            restarts,
            looks,
          }
        : undefined,
    [all, clock, codes, chats, restarts, looks],
  );
}

/** Shows a phone and takes the reader's place there, as soon as it is drawn. */
function useTurning(setChosen: (phone: number) => void): (phone: number) => void {
  const [turned, setTurned] = useState<{ readonly phone: number } | undefined>(undefined);
  const last = useRef(turned);
  useEffect(() => {
    if (turned === undefined || turned === last.current) return;
    last.current = turned;
    const phone = document.getElementById(`phone-${turned.phone + 1}`);
    phone?.scrollIntoView({ block: 'nearest' });
    phone?.querySelector<HTMLElement>('textarea')?.focus({ preventScroll: true });
  }, [turned]);
  return (phone) => {
    setChosen(phone);
    setTurned({ phone });
  };
}
