import type { Payload } from '../types.ts';

/** The parameters of a request, from its query and from a JSON, form or multipart body. */
export function decode(contentType: string, body: Buffer, query: string): Payload | undefined {
  const fromQuery = Object.fromEntries(new URLSearchParams(query));
  if (body.length === 0) return fromQuery;
  if (contentType.startsWith('application/json')) {
    const parsed = parseJson(body);
    return parsed && { ...fromQuery, ...parsed };
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(body.toString())) };
  }
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  return boundary === undefined ? undefined : { ...fromQuery, ...multipart(body.toString(), boundary) };
}

export function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(body: Buffer): Payload | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Text fields only: no method takes a file. One that comes is a field like others, and its name is undocumented. */
function multipart(body: string, boundary: string): Payload {
  const fields = body.split(`--${boundary}`).flatMap((part) => {
    const split = part.indexOf('\r\n\r\n');
    const name = /name="([^"]*)"/i.exec(part.slice(0, Math.max(split, 0)))?.[1];
    return split < 0 || name === undefined ? [] : [[name, part.slice(split + 4).replace(/\r\n$/, '')] as const];
  });
  return Object.fromEntries(fields);
}
