/** How a file is handed out over HTTP, whichever channel's it is. Pure. */

/** Pictures that every browser shows; they are shown as pictures, and nothing else is shown at all. */
export const SHOWN: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);

/** How a file is handed out: pictures may be shown, everything else is only saved. Nothing in it may run or load. */
export function fileHeaders({ name, type }: { readonly name: string; readonly type: string }): Record<string, string> {
  const how = SHOWN.has(type) ? 'inline' : 'attachment';
  return {
    // Text is ours, and that is UTF-8.
    'Content-Type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    // RFC 6266, with the encoding of RFC 8187.
    'Content-Disposition': `${how}; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-store',
  };
}
