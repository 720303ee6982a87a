import type { Payload, UploadedFile } from '../types.ts';
import { isObject } from './args.ts';

/** The parameters of a request, from its query and from a JSON, form or multipart body. */

export interface Decoded {
  readonly payload: Payload;
  readonly files: readonly UploadedFile[];
}

export function decode(contentType: string, body: Buffer, query: string): Decoded | undefined {
  const fromQuery = query === '' ? {} : Object.fromEntries(new URLSearchParams(query));
  if (body.length === 0) return { payload: fromQuery, files: [] };
  if (contentType.startsWith('application/json')) {
    const parsed = parseJson(body);
    return parsed && { payload: { ...fromQuery, ...parsed }, files: [] };
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    const form = Object.fromEntries(new URLSearchParams(body.toString()));
    return { payload: { ...fromQuery, ...form }, files: [] };
  }
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  return boundary === undefined ? undefined : decodeMultipart(body, boundary, fromQuery);
}

function parseJson(body: Buffer): Payload | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function decodeMultipart(body: Buffer, boundary: string, query: Payload): Decoded {
  const payload: Record<string, unknown> = { ...query };
  const files: UploadedFile[] = [];
  for (const part of parts(body, Buffer.from(`--${boundary}`))) {
    const split = part.indexOf('\r\n\r\n');
    if (split < 0) continue;
    const head = part.subarray(0, split).toString();
    const bytes = part.subarray(split + 4);
    const field = /name="([^"]*)"/i.exec(head.replace(/filename="[^"]*"/i, ''))?.[1] ?? '';
    const name = /filename="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) payload[field] = bytes.toString();
    else files.push({ field, name, contentType: typeOf(head), bytes: Buffer.from(bytes) });
  }
  return { payload, files };
}

const typeOf = (head: string): string => /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream';

function parts(body: Buffer, mark: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let start = body.indexOf(mark);
  while (start >= 0) {
    const next = body.indexOf(mark, start + mark.length);
    if (next < 0) return found;
    // Between two marks: a line break, the part, a line break.
    found.push(body.subarray(start + mark.length + 2, next - 2));
    start = next;
  }
  return found;
}
