/** What may be uploaded, by its bytes; what the sender or the name says counts for nothing. */
import { fileTypeFromBuffer } from 'file-type';
import { SHOWN } from '../file-headers.ts';
import { clean } from '../typed.ts';
import { UPLOAD_FIELDS } from './protocol.ts';

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

/** What an upload's form holds; undefined for any other body. */
export async function readUpload(
  request: Pick<Request, 'formData'>,
): Promise<{ readonly name: string; readonly caption: string; readonly bytes: Uint8Array } | undefined> {
  const form = await request.formData().catch(() => undefined);
  const [file, name = '', caption = ''] = [UPLOAD_FIELDS.file, UPLOAD_FIELDS.name, UPLOAD_FIELDS.caption].map(
    (field) => form?.get(field) ?? undefined,
  );
  if (typeof file !== 'object' || typeof name !== 'string' || typeof caption !== 'string') return undefined;
  return { name, caption, bytes: new Uint8Array(await file.arrayBuffer()) };
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
