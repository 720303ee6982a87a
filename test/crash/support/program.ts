/** The program as `npm start` runs it, compiled: it starts in half the time that the sources take, and takes signals itself. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../../..');
const CACHE = join(ROOT, 'node_modules/.cache/tusoi-program');
/** What the program looks for around its own folder. */
const BESIDE = ['src', 'migrations', 'package.json'] as const;
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

/** Once per process: the sources may change while it runs. */
let compiled: string | undefined;

/** The path of the compiled main.js. Kept under the hash of the sources, where other test files and later runs find it. */
export function compiledMain(): string {
  compiled ??= join(compiledFolder(), 'dist/main.js');
  return compiled;
}

function compiledFolder(): string {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(ROOT, 'src', name), 'utf8') }));
  const hash = createHash('sha256')
    .update(JSON.stringify([ts.version, sources]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(CACHE, hash);
  if (!existsSync(folder)) compile(sources, folder);
  return folder;
}

/** Types are checked elsewhere. Two workers may do this at once: the first to rename has made it. */
function compile(sources: readonly { readonly name: string; readonly text: string }[], folder: string): void {
  const draft = `${folder}.${process.pid}`;
  for (const { name, text } of sources) {
    const file = join(draft, 'dist', name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, ts.transpileModule(text, { fileName: name, compilerOptions: OPTIONS }).outputText);
  }
  // Relative: a checkout may be copied together with what is kept in it.
  for (const name of BESIDE) symlinkSync(join(relative(draft, ROOT), name), join(draft, name));
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  forgetOthers(folder);
}

/** A worker on older sources may still use the one before: the newest few stay. */
function forgetOthers(folder: string): void {
  const made = readdirSync(CACHE).filter((name) => !name.includes('.') && join(CACHE, name) !== folder);
  if (made.length > 3)
    for (const name of made.slice(0, -2)) rmSync(join(CACHE, name), { recursive: true, force: true });
}
