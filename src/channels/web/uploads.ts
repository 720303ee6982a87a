/** What may be uploaded, by its bytes; what the sender or the name says counts for nothing. */
import { fileTypeFromBuffer } from 'file-type';
import { clean } from '../typed.ts';

/** Pictures that every browser shows; they are shown as pictures, and nothing else is shown at all. */
const SHOWN: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);
const TAKEN: ReadonlySet<string> = new Set([
  ...SHOWN,
  'image/heic',
  'image/heif',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.oasis.opendocument.text',
]);

/** The type of a file that is taken. SVG and HTML are text to this look, so they have none. */
export async function typeOf(bytes: Uint8Array): Promise<string | undefined> {
  const type = (await fileTypeFromBuffer(bytes))?.mime;
  return type !== undefined && TAKEN.has(type) ? type : undefined;
}

const LONGEST_NAME = 120;

/** A name as it is shown and saved under: no folders, nothing that cannot be seen. */
export function nameOf(given: string): string {
  const name = clean(given)
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/^.*[\\/]/, '')
    .trim();
  return [...(name === '' || /^\.+$/.test(name) ? 'file' : name)].slice(-LONGEST_NAME).join('');
}

/** How a file is handed out: pictures may be shown, everything else is only saved. Nothing in it may run or load. */
export function fileHeaders({ name, type }: { readonly name: string; readonly type: string }): Record<string, string> {
  const how = SHOWN.has(type) ? 'inline' : 'attachment';
  return {
    'Content-Type': type,
    // RFC 6266, with the encoding of RFC 8187.
    'Content-Disposition': `${how}; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-store',
  };
}
