/** How a file is handed out over HTTP, whichever channel's it is. Pure. */

/** Pictures that every browser shows; they are shown as pictures, and of what people send nothing else is shown at all. */
export const SHOWN: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);

/** A page to be read. Only the program makes any: what people send is known by its bytes, and HTML is not taken. */
const PAGE = 'text/html';

/** How a file is handed out: pictures and our own pages are shown, everything else is only saved. Nothing may run or load. */
export function fileHeaders({ name, type }: { readonly name: string; readonly type: string }): Record<string, string> {
  const how = SHOWN.has(type) || type === PAGE ? 'inline' : 'attachment';
  // A page of ours brings its style with it.
  const style = type === PAGE ? " style-src 'unsafe-inline';" : '';
  return {
    // Text is ours, and that is UTF-8.
    'Content-Type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    // RFC 6266, with the encoding of RFC 8187.
    'Content-Disposition': `${how}; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    'Content-Security-Policy': `default-src 'none';${style} sandbox; frame-ancestors 'none'`,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-store',
  };
}
