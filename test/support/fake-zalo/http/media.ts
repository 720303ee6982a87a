import type { ServerResponse } from 'node:http';
import type { Core } from '../core/core.ts';
import { hexId } from '../core/ids.ts';

/** The host that inbound pictures and voices are downloaded from. */

export interface MediaAbout {
  readonly bytes?: Buffer;
  readonly contentType?: string;
  /** So many milliseconds of the platform's clock later it is gone. */
  readonly expiresMs?: number;
  readonly expiredStatus?: 403 | 404;
  /** Nothing ever comes; headers come and no body; the length is announced wrong and the body breaks off. */
  readonly broken?: 'silent' | 'stalls' | 'breaksOff';
  /** Where the download is sent to instead. */
  readonly redirect?: string;
}

interface Item extends MediaAbout {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly since: number;
  downloads: number;
}

export const MEDIA_PATH = '/media/';
const EXTENSIONS: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'audio/aac': 'aac' };

export class Media {
  readonly #core: Core;
  readonly #items = new Map<string, Item>();
  /** The address of the server, known once it listens. */
  root = '';

  constructor(core: Core) {
    this.#core = core;
  }

  add(about: MediaAbout & { readonly bytes: Buffer; readonly contentType: string }): string {
    const name = `${hexId(`media ${this.#items.size}`)}.${EXTENSIONS[about.contentType] ?? 'bin'}`;
    this.#items.set(name, { ...about, since: this.#core.clock.now(), downloads: 0 });
    return `${this.root}${MEDIA_PATH}${name}`;
  }

  downloads(url: string): number {
    return this.#items.get(url.slice(url.lastIndexOf('/') + 1))?.downloads ?? 0;
  }

  serve(path: string, res: ServerResponse): void {
    const item = this.#items.get(path.slice(MEDIA_PATH.length));
    if (!item) return void res.writeHead(404).end();
    item.downloads += 1;
    const gone = item.expiresMs !== undefined && this.#core.clock.now() - item.since >= item.expiresMs;
    if (gone) return void res.writeHead(item.expiredStatus ?? 403).end();
    if (item.redirect !== undefined) return void res.writeHead(302, { location: item.redirect }).end();
    if (item.broken === 'silent') return;
    const more = item.broken === undefined ? 0 : 1000;
    res.writeHead(200, { 'content-type': item.contentType, 'content-length': item.bytes.length + more });
    if (item.broken === undefined) return void res.end(item.bytes);
    res.write(item.bytes);
    if (item.broken === 'breaksOff') setImmediate(() => res.socket?.resetAndDestroy());
  }
}
