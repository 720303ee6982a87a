/** What the page knows, and how it comes to know it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ClockOnPage, FeedLine, PeopleOnPage } from '../../channels/web/demonstration/protocol.ts';
import type { Line } from '../chat/line.ts';
import type { ChatState } from '../chat/state.ts';
import { loadPeople } from './acts.ts';
import { withLines } from './feed.tsx';
import { storedPhones, storePhones } from './stored.ts';
import { Wire } from './wire.ts';

export interface Known {
  readonly people: PeopleOnPage | undefined;
  readonly clock: ClockOnPage | undefined;
  readonly lines: readonly FeedLine[];
  /** `restarting` until the program is open again. */
  readonly restarting: boolean;
  /** How often it was opened again while this page was there. */
  readonly restarts: number;
  lineOf(code: string): Line;
}

const TRY_AGAIN_MS = 1_500;

export function useKnown(): Known {
  const [people, setPeople] = useState<PeopleOnPage | undefined>(undefined);
  const [clock, setClock] = useState<ClockOnPage | undefined>(undefined);
  const [lines, setLines] = useState<readonly FeedLine[]>([]);
  const [program, setProgram] = useState({ restarting: false, restarts: 0 });
  const lineOf = useMemo(() => {
    const wire = new Wire({
      clock: setClock,
      feed: (feed) => setLines((known) => withLines(known, feed)),
      state: (state) => {
        // Everything is another one now: nothing of what this page knows is worth keeping.
        if (state === 'over') location.reload();
        else if (state === 'restarting') setProgram((one) => ({ ...one, restarting: true }));
        else setProgram((one) => (one.restarting ? { restarting: false, restarts: one.restarts + 1 } : one));
      },
    });
    const made = new Map<string, Line>();
    return (code: string): Line => {
      const line = made.get(code) ?? wire.line(code);
      made.set(code, line);
      return line;
    };
  }, []);
  useEffect(() => askForPeople(setPeople), []);
  return { people, clock, lines, ...program, lineOf };
}

function askForPeople(set: (people: PeopleOnPage) => void): () => void {
  let timer: number | undefined;
  let over = false;
  const ask = async (): Promise<void> => {
    const people = await loadPeople();
    if (over) return;
    if (people === undefined) timer = window.setTimeout(() => void ask(), TRY_AGAIN_MS);
    else set(people);
  };
  void ask();
  return () => {
    over = true;
    window.clearTimeout(timer);
  };
}

export interface Phones {
  readonly codes: readonly string[];
  /** Somebody who already holds another phone changes places with whoever held this one. */
  give(phone: number, code: string): void;
}

export function usePhones(people: PeopleOnPage | undefined): Phones {
  const [codes, setCodes] = useState<readonly string[]>([]);
  useEffect(() => {
    if (people !== undefined) setCodes(storedPhones(people.cast, new Set(people.people.map(({ code }) => code))));
  }, [people]);
  const give = (phone: number, code: string): void => {
    const elsewhere = codes.indexOf(code);
    const swapped = codes.map((held, place) =>
      place === phone ? code : place === elsewhere ? (codes[phone] ?? held) : held,
    );
    storePhones(swapped);
    setCodes(swapped);
  };
  return { codes, give };
}

/** What each phone shows, and how much of it nobody has looked at. */
export function useChats(codes: readonly string[], isSeen: (phone: number) => boolean) {
  const [chats, setChats] = useState<ReadonlyMap<string, ChatState>>(new Map());
  const read = useRef(new Map<string, number>());
  const watch = useMemo(() => {
    const watchers = new Map<string, (state: ChatState) => void>();
    return (code: string) => {
      const known = watchers.get(code);
      if (known !== undefined) return known;
      const made = (state: ChatState): void => setChats((before) => new Map(before).set(code, state));
      watchers.set(code, made);
      return made;
    };
  }, []);
  const unread = codes.map((code, phone) => {
    const said = (chats.get(code)?.entries ?? []).filter(({ kind }) => kind === 'said');
    const last = said[said.length - 1]?.n ?? 0;
    // What was there when the page opened has been read.
    if (isSeen(phone) || !read.current.has(code)) {
      if (chats.get(code)?.hello !== undefined) read.current.set(code, last);
      return 0;
    }
    const upTo = read.current.get(code) ?? 0;
    return said.filter(({ n }) => n > upTo).length;
  });
  return { chats, watch, unread };
}

export function useMedia(query: string): boolean {
  const media = useMemo(() => window.matchMedia(query), [query]);
  const [matches, setMatches] = useState(media.matches);
  useEffect(() => {
    const look = (): void => setMatches(media.matches);
    media.addEventListener('change', look);
    return () => media.removeEventListener('change', look);
  }, [media]);
  return matches;
}
