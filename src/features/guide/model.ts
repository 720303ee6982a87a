/** Which commands somebody is shown, in which order, and which of them are offered as buttons; the platforms' menus use it too. */
import type { MessageKey } from '../../engine/message-keys.ts';
import type { Audience } from '../organisation/policy.ts';

/** What the lists look at of a command. */
export interface Listed {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly describe?: MessageKey;
  readonly menuFor?: Audience;
  readonly hidden?: boolean;
}

export interface Described {
  /** As it is typed in this language, without the slash. */
  readonly command: string;
  readonly describe: MessageKey;
}

/** From what is done most to what is done once; commands that are not named here follow as they were declared. */
const ORDER = [
  ...['soi', 'tieptuc', 'trangthai', 'hop', 'bai', 'giay', 'moi', 'suabai', 'xemlai', 'aidaxem', 'nhac', 'huy'],
  ...['menu', 'help', 'ngonngu', 'batdau', 'lienket', 'huylienket', 'dulieu', 'thoat', 'rutdongy'],
];

const BUTTONS = 5;

/** The commands for these audiences, the most used first. Commands without a description are for buttons and links only. */
export function shown<T extends Listed>(
  commands: readonly T[],
  audiences: readonly Audience[],
): readonly (T & { readonly describe: MessageKey })[] {
  return commands
    .filter((one): one is T & { readonly describe: MessageKey } => one.describe !== undefined && one.hidden !== true)
    .filter((one) => audiences.includes(one.menuFor ?? 'everyone'))
    .toSorted((a, b) => rank(a) - rank(b));
}

/** The platform's command menu in one language for those who are all of `audiences` ('everyone' among them). */
export function menuEntries(
  commands: readonly Listed[],
  audiences: readonly Audience[],
  locale: 'vi' | 'en',
): readonly Described[] {
  return shown(commands, audiences).map((one) => ({ command: typedAs(one, locale), describe: one.describe }));
}

/** The Vietnamese name, or the first alias, which is the English one. */
export function typedAs({ name, aliases }: Listed, locale: 'vi' | 'en'): string {
  return locale === 'vi' ? name : (aliases[0] ?? name);
}

/** Three to five commands worth a button now: going on with what is open comes before beginning. */
export function useful<T extends Listed>(
  commands: readonly T[],
  audiences: readonly Audience[],
  open: boolean,
): readonly T[] {
  const first = open ? ['tieptuc'] : ['soi'];
  const byDuty = audiences.includes('cell-officer') ? ['trangthai', 'hop', 'bai'] : ['trangthai', 'aidaxem'];
  const wanted = [...first, ...byDuty, 'ngonngu'];
  return wanted.flatMap((name) => commands.filter((one) => one.name === name)).slice(0, BUTTONS);
}

function rank({ name }: Listed): number {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}
