/** The lines of a transcript that say what is given before anything happens. */
import type { StageOptions } from './stage.ts';

/** The words that say: nothing in this conversation belongs to one platform. */
const EVERYWHERE = 'on every channel';
const WITH_PICTURES = 'where pictures can be sent';
const WITH_DOCUMENTS = 'where documents can be sent';
const ON_PAGE = 'on the page';
const ON_ZALO = 'on Zalo';
const TYPED = 'where answers are typed';
export const PAGE_AS_WELL = 'given the page as well';
const PRIVATE = 'given private writing';
const QUESTIONNAIRE = /^given the questionnaire (\S+)$/m;
const BEGINS = /^given it is (\d{4}-\d\d-\d\d \d\d:\d\d)$/m;
const PLAN = /^given Zalo allows (\d+) messages and (\d+) people$/m;

const has = (text: string, line: string): boolean => text.split('\n').includes(line);

export const isNeutral = (text: string): boolean => has(text, EVERYWHERE);
export const isPictured = (text: string): boolean => has(text, WITH_PICTURES);
export const isDocumented = (text: string): boolean => has(text, WITH_DOCUMENTS);
export const isTyped = (text: string): boolean => has(text, TYPED);
/** Options are shown under the numbers by which they are chosen. */
export const showsNumbers = (text: string): boolean => isTyped(text) || has(text, ON_ZALO);

export function channelOf(text: string): 'telegram' | 'console' | 'web' | 'zalo' {
  if (isTyped(text)) return 'console';
  if (has(text, ON_ZALO)) return 'zalo';
  return has(text, ON_PAGE) ? 'web' : 'telegram';
}

export function givenIn(text: string): StageOptions {
  const [questionnaire, begins] = [QUESTIONNAIRE, BEGINS].map((given) => text.match(given)?.[1]);
  const plan = text.match(PLAN);
  return {
    ...(questionnaire === undefined ? {} : { questionnaire }),
    ...(begins === undefined ? {} : { begins }),
    ...(has(text, PRIVATE) ? { privateText: true } : {}),
    ...(has(text, ON_PAGE) ? { mustLook: true } : {}),
    ...(has(text, PAGE_AS_WELL) ? { beside: 'web' as const } : {}),
    ...(plan === null
      ? {}
      : { metered: { messages: Number(plan[1]), people: Number(plan[2]), atCap: 'hold' as const } }),
  };
}

/** Read before the story begins, so nothing happens where they stand. */
export const READ_BEFORE: readonly RegExp[] = [
  new RegExp(
    `^(?:${[EVERYWHERE, WITH_PICTURES, WITH_DOCUMENTS, ON_PAGE, ON_ZALO, TYPED, PRIVATE, PAGE_AS_WELL].join('|')})$`,
  ),
  QUESTIONNAIRE,
  BEGINS,
  PLAN,
];
