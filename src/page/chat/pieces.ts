/** What can be tapped in a text: addresses and commands. Everything else stays text, whatever it looks like. Pure. */

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'command'; readonly text: string };

/** Without lookbehind, which Safari learnt late: what stands before a command is matched with it. */
const TAPPABLE = /(?<link>https?:\/\/[^\s<>"“”]+)|(?<before>^|[\s([“"'])(?<command>\/[a-z][a-z0-9_]{1,31})(?![\w/-])/gu;
/** Signs that end a sentence rather than an address. */
const AFTER_LINK = /[.,;:!?…)\]}'’»]+$/u;

/** The pieces put together are the text. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  const upTo = (end: number): void => {
    if (end > done) pieces.push({ kind: 'text', text: text.slice(done, end) });
    done = end;
  };
  for (const match of text.matchAll(TAPPABLE)) {
    const { link, before = '', command } = match.groups ?? {};
    const piece = link === undefined ? commandPiece(command) : linkPiece(link.replace(AFTER_LINK, ''));
    if (piece === undefined) continue;
    upTo(match.index + before.length);
    pieces.push(piece);
    done += piece.text.length;
  }
  upTo(text.length);
  return pieces;
}

function commandPiece(command: string | undefined): Piece | undefined {
  return command === undefined ? undefined : { kind: 'command', text: command };
}

function linkPiece(address: string): Piece | undefined {
  const href = safeHref(address);
  return href === undefined ? undefined : { kind: 'link', text: address, href };
}

/** An address that may stand behind a link: a page of the web or of this server, never a script or data. */
export function safeHref(address: string): string | undefined {
  if (/^\/(?![/\\])/.test(address)) return address;
  try {
    const url = new URL(address);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}
