/** What a file is, by its bytes; what its sender or its name says counts for nothing. */
import { Buffer } from 'node:buffer';
import { fileTypeFromBuffer } from 'file-type';
import { isDocument, isPicture } from '../lib/file-types.ts';

/** The type of a picture or a document; undefined for anything else. SVG and HTML are text to this look, so they have none. */
export async function typeOf(bytes: Uint8Array): Promise<string | undefined> {
  const type = (await fileTypeFromBuffer(bytes))?.mime;
  if (type === undefined || hasMacros(bytes)) return undefined;
  return isPicture(type) || isDocument(type) ? type : undefined;
}

/**
 * Word's macros are a part of this name in the archive that a document is, and names of parts stand there uncompressed (ECMA-376
 * part 2, APPNOTE.TXT of PKWARE). A file that only calls itself free of macros is found by it.
 */
function hasMacros(bytes: Uint8Array): boolean {
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return isArchive && /vbaproject/i.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'));
}
