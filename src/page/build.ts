/** Bundles the page into dist/page: hashed names that may be kept for ever, each beside its compressed forms, and a list of them. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

const PAGE = fileURLToPath(new URL('.', import.meta.url));
const OUT = fileURLToPath(new URL('../../dist/page', import.meta.url));

/** The name by which the server asks for it → the file it is made from. */
const ENTRIES: Readonly<Record<string, string>> = {
  'chat.js': 'chat/main.tsx',
  'demo.js': 'demo/main.tsx',
  'theme.js': 'theme.ts',
  'style.css': 'style/style.css',
};
const ICONS: readonly string[] = ['icon.svg', 'icon-180.png', 'icon-192.png', 'icon-512.png', 'icon-maskable-512.png'];
/** Fonts and pictures are compressed already. */
const COMPRESSIBLE = /[.](js|css|svg)$/;

interface Made {
  /** Name → file name. */
  readonly names: Record<string, string>;
  readonly files: Map<string, Uint8Array>;
}

/** Builds into `out`; what an earlier build left there goes last, so that a server that is just starting finds a whole one. */
export async function buildPage(out: string = OUT): Promise<void> {
  const made: Made = { names: {}, files: new Map() };
  await bundle(made);
  for (const [file, bytes] of [...made.files]) if (COMPRESSIBLE.test(file)) await compress(file, bytes, made);
  await write(made, out);
}

async function bundle(made: Made): Promise<void> {
  const entries = Object.entries(ENTRIES).filter(([, source]) => existsSync(join(PAGE, source)));
  const icons = ICONS.filter((icon) => existsSync(join(PAGE, 'icons', icon)));
  const named = new Map([
    ...entries.map(([name, source]) => [source, name] as const),
    ...icons.map((icon) => [`icons/${icon}`, icon] as const),
  ]);
  const { outputFiles, metafile } = await build({
    absWorkingDir: PAGE,
    entryPoints: [...named].map(([source, name]) => ({ in: source, out: name.replace(/[.][a-z]+$/, '') })),
    outdir: 'out',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: ['chrome87', 'firefox80', 'safari14.1'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.woff2': 'file', '.svg': 'copy', '.png': 'copy' },
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const file of outputFiles) made.files.set(basename(file.path), file.contents);
  nameOutputs(metafile, named, made);
}

function nameOutputs(metafile: Metafile, named: ReadonlyMap<string, string>, made: Made): void {
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const source = output.entryPoint ?? Object.keys(output.inputs)[0];
    const name = source === undefined ? undefined : named.get(source);
    if (name !== undefined && !(name in made.names)) made.names[name] = basename(path);
  }
  const missing = [...named.values()].filter((name) => !(name in made.names));
  if (missing.length > 0) throw new Error(`the build made nothing of ${missing.join(', ')}`);
}

async function compress(file: string, bytes: Uint8Array, made: Made): Promise<void> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  made.files.set(`${file}.br`, await promisify(brotliCompress)(bytes, { params }));
  made.files.set(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

async function write(made: Made, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const [file, bytes] of made.files) await writeWhole(join(out, file), bytes);
  const list = { names: made.names, files: [...made.files.keys()].sort() };
  await writeWhole(join(out, 'assets.json'), JSON.stringify(list, undefined, 1));
  const kept = new Set([...made.files.keys(), 'assets.json']);
  for (const old of await readdir(out)) if (!kept.has(old)) await rm(join(out, old), { recursive: true, force: true });
}

/** Two builds at the same time leave one whole file, not a mixture. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  if (existsSync(path) && (await readFile(path)).equals(bytes)) return;
  const beside = `${path}.${process.pid}.new`;
  await writeFile(beside, bytes);
  await rename(beside, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage();
