/** A file that a page sends. */
import { clean } from '../typed.ts';
import { UPLOAD_FIELDS } from './protocol.ts';

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
