/**
 * The program for tests that start it: bundled, because it then starts in a third of the time, most of which is spent on finding
 * and reading modules one by one. What it does is the same, and it finds around it what it finds where it is compiled.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin, version } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/tusoi-program');
const PROGRAMS = ['main', 'cli'] as const;
/** What the program starts as a thread, found at its own place; and what tests use as it is when compiled. */
const PARTS = ['channels/telegram/transport/call-thread', 'channels/telegram/client'] as const;
/** What the program looks for around its own folder. */
const BESIDE = ['src', 'migrations', 'package.json', 'dist/page'] as const;
/** Packages that are not modules of their own ask for these. */
const COMMON_JS = `import { createRequire as requireFrom } from 'node:module';
import { dirname as folderOf } from 'node:path';
import { fileURLToPath as pathOf } from 'node:url';
const require = requireFrom(import.meta.url);
const __filename = pathOf(import.meta.url);
const __dirname = folderOf(__filename);`;

/** A bundle is one file in one place; every source is told the place that it would have by itself. */
const ownPlaces: Plugin = {
  name: 'own places',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[/]src[/].*[.]ts$/ }, async ({ path }) => {
      const place = relative(join(ROOT, 'src'), path).replace(/ts$/, 'js');
      const own = (of: string, what: string): string => `new URL(${JSON.stringify(of)}, import.meta.url).${what}`;
      const text = await readFile(path, 'utf8');
      const contents = text
        .replaceAll('import.meta.url', own(place, 'href'))
        .replaceAll('import.meta.dirname', own(dirname(place), 'pathname'));
      return { contents, loader: 'ts' };
    }),
};

/** Kept under the hash of the sources, where other test files and later runs find it. */
const folder = await bundled();

/** The path of the program's file, or of a part of it. */
export function programFile(name: (typeof PROGRAMS | typeof PARTS)[number]): string {
  return join(folder, 'dist', `${name}.js`);
}

async function bundled(): Promise<string> {
  const hash = createHash('sha256').update(version);
  for (const name of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).sort())
    if (name.endsWith('.ts')) hash.update(`${name}\n`).update(readFileSync(join(ROOT, 'src', name)));
  for (const name of ['package-lock.json', relative(ROOT, import.meta.filename)])
    hash.update(readFileSync(join(ROOT, name)));
  const made = join(CACHE, hash.digest('hex').slice(0, 16));
  if (!existsSync(made)) await bundle(made);
  return made;
}

/** Types are checked elsewhere. Two workers may do this at once: the first to rename has made it. */
async function bundle(made: string): Promise<void> {
  const draft = `${made}.${process.pid}`;
  await build({
    entryPoints: [...PROGRAMS, ...PARTS].map((name) => ({ in: join(ROOT, 'src', `${name}.ts`), out: name })),
    outdir: join(draft, 'dist'),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['better-sqlite3', 'pg-native'],
    plugins: [ownPlaces],
    // Reading what nobody reads is a tenth of a start; names stay, for the errors they are in.
    minifyWhitespace: true,
    minifySyntax: true,
    banner: { js: COMMON_JS },
    logLevel: 'error',
  });
  // Relative: a checkout may be copied together with what is kept in it.
  for (const name of BESIDE) symlinkSync(relative(dirname(join(draft, name)), join(ROOT, name)), join(draft, name));
  try {
    renameSync(draft, made);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(made)) throw error;
  }
  forgetOthers(made);
}

/** A worker on older sources may still use the one before: the newest few stay. */
function forgetOthers(made: string): void {
  const others = readdirSync(CACHE).filter((name) => !name.includes('.') && join(CACHE, name) !== made);
  if (others.length > 3)
    for (const name of others.slice(0, -2)) rmSync(join(CACHE, name), { recursive: true, force: true });
}
