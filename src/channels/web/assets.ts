/** The built page: read once, held in memory, served with names that change with their content. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Context, Hono } from 'hono';
import { z } from 'zod';

export interface Assets {
  /** The address of `chat.js`, `style.css`, `icon.svg` …; throws when the build did not make it. */
  url(name: string): string;
  /** GET and HEAD of `/assets/*` and `/manifest.webmanifest`. */
  readonly routes: Hono;
}

/** dist/page, from the sources and from the build alike. */
export const builtPage: string = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../dist/page' : '../../page', import.meta.url),
);

const listSchema = z.object({
  names: z.record(z.string(), z.string()),
  files: z.array(z.string().regex(/^[A-Za-z0-9._-]+$/)),
});

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const A_YEAR = 'public, max-age=31536000, immutable';
const AN_HOUR = 'public, max-age=3600';

interface File {
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly br: Uint8Array<ArrayBuffer> | undefined;
  readonly gzip: Uint8Array<ArrayBuffer> | undefined;
}

/** Rejects with a sentence for the operator when the page has not been built. */
export async function loadAssets(folder: string = builtPage): Promise<Assets> {
  const list = await readList(folder);
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const file of list.files) bytes.set(file, new Uint8Array(await readFile(join(folder, file))));
  const files = new Map<string, File>();
  for (const [name, plain] of bytes) {
    const type = TYPES[extname(name)];
    if (type !== undefined)
      files.set(name, { type, plain, br: bytes.get(`${name}.br`), gzip: bytes.get(`${name}.gz`) });
  }
  const url = (name: string): string => {
    const file = list.names[name];
    if (file === undefined) throw new Error(`the page was built without ${name}`);
    return `/assets/${file}`;
  };
  return { url, routes: routesOf(files, manifestOf(url)) };
}

async function readList(folder: string): Promise<z.infer<typeof listSchema>> {
  try {
    return listSchema.parse(JSON.parse(await readFile(join(folder, 'assets.json'), 'utf8')));
  } catch (error) {
    const sought = join(folder, 'assets.json');
    throw new Error(`the page is not built: run 'npm run build' (looked for ${sought})`, { cause: error });
  }
}

function routesOf(files: ReadonlyMap<string, File>, manifest: string): Hono {
  const routes = new Hono();
  routes.get('/manifest.webmanifest', (c) => {
    c.header('Cache-Control', AN_HOUR);
    c.header('Content-Type', 'application/manifest+json; charset=utf-8');
    return c.body(manifest);
  });
  routes.get('/assets/:file', (c) => {
    const file = files.get(c.req.param('file'));
    return file === undefined ? c.notFound() : answer(c, file);
  });
  return routes;
}

function answer(c: Context, file: File): Response {
  c.header('Cache-Control', A_YEAR);
  c.header('Content-Type', file.type);
  c.header('X-Content-Type-Options', 'nosniff');
  if (file.br === undefined || file.gzip === undefined) return c.body(file.plain);
  c.header('Vary', 'Accept-Encoding');
  const accepted = acceptedCodings(c.req.header('Accept-Encoding') ?? '');
  if (accepted.has('br')) {
    c.header('Content-Encoding', 'br');
    return c.body(file.br);
  }
  if (accepted.has('gzip')) {
    c.header('Content-Encoding', 'gzip');
    return c.body(file.gzip);
  }
  return c.body(file.plain);
}

/** `br;q=0` is a refusal (RFC 9110, 12.5.3). */
function acceptedCodings(header: string): ReadonlySet<string> {
  const codings = header.split(',').map((part) =>
    part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/),
  );
  return new Set(codings.filter(([, q]) => !/^q=0(\.0*)?$/.test(q ?? '')).map(([name]) => name ?? ''));
}

function manifestOf(url: (name: string) => string): string {
  const png = (size: number, purpose: string, name: string) => ({
    src: url(name),
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  });
  return JSON.stringify({
    id: '/',
    name: 'Tự soi, tự sửa',
    short_name: 'Tự soi',
    lang: 'vi',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#faf6f1',
    theme_color: '#8f1d1d',
    icons: [
      { src: url('icon.svg'), sizes: 'any', type: 'image/svg+xml' },
      png(192, 'any', 'icon-192.png'),
      png(512, 'any', 'icon-512.png'),
      png(512, 'maskable', 'icon-maskable-512.png'),
    ],
  });
}
