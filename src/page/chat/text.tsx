/** A text as it was written, with its links and commands to tap. It only ever becomes text nodes. */
import type { VNode } from 'preact';
import { piecesOf } from './pieces.ts';

export function Text({ text, say }: { readonly text: string; readonly say?: (command: string) => void }): VNode {
  const pieces = piecesOf(text);
  return (
    <>
      {pieces.map((piece, place) => drawn(piece, { before: pieces[place - 1], after: pieces[place + 1], say, place }))}
    </>
  );
}

type Piece = ReturnType<typeof piecesOf>[number];

interface Around {
  readonly before: Piece | undefined;
  readonly after: Piece | undefined;
  readonly say: ((command: string) => void) | undefined;
  readonly place: number;
}

/** Signs that end a sentence: they stay on the line of the command before them. */
const ENDING = /^[.,;:!?…)\]”"]+/u;

function drawn(piece: Piece, { before, after, say, place }: Around): VNode | string {
  if (piece.kind === 'link') {
    return (
      <a key={place} href={piece.href} target="_blank" rel="noopener noreferrer">
        {piece.text}
      </a>
    );
  }
  if (say === undefined) return piece.text;
  if (piece.kind === 'text') return before?.kind === 'command' ? piece.text.replace(ENDING, '') : piece.text;
  return (
    <span key={place} class="together">
      <button type="button" class="command" onClick={() => say(piece.text)}>
        {piece.text}
      </button>
      {after?.kind === 'text' ? (ENDING.exec(after.text)?.[0] ?? '') : ''}
    </span>
  );
}
