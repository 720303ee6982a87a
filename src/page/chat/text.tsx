/** A text as it was written, with its links and commands to tap. It only ever becomes text nodes. */
import type { VNode } from 'preact';
import { piecesOf } from './pieces.ts';

export function Text({ text, say }: { readonly text: string; readonly say?: (command: string) => void }): VNode {
  return <>{piecesOf(text).map((piece, place) => drawn(piece, say, place))}</>;
}

type Piece = ReturnType<typeof piecesOf>[number];

function drawn(piece: Piece, say: ((command: string) => void) | undefined, key: number): VNode | string {
  if (piece.kind === 'link') {
    return (
      <a key={key} href={piece.href} target="_blank" rel="noopener noreferrer">
        {piece.text}
      </a>
    );
  }
  if (piece.kind === 'text' || say === undefined) return piece.text;
  return (
    <button key={key} type="button" class="command" onClick={() => say(piece.text)}>
      {piece.text}
    </button>
  );
}
