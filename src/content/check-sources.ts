/** `npm run content:check`: the shipped content, and whether the sources and it agree. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SourceFile, usageProblems } from './check/usage.ts';
import { contentProblems } from './check.ts';
import { type Content, loadContent } from './load.ts';
import { messageKeysSource } from './message-keys.ts';

const src = fileURLToPath(new URL('..', import.meta.url));
const KEYS = 'engine/message-keys.ts';

async function sourceFiles(): Promise<readonly SourceFile[]> {
  const paths = (await readdir(src, { recursive: true })).filter((path) => /[.]tsx?$/.test(path) && path !== KEYS);
  return Promise.all(
    paths.sort().map(async (path) => ({ path: `src/${path}`, text: await readFile(join(src, path), 'utf8') })),
  );
}

async function problemsOf(content: Content): Promise<readonly string[]> {
  const catalogue = content.catalogues.vi;
  const upToDate = (await readFile(join(src, KEYS), 'utf8')) === messageKeysSource(catalogue);
  const stale = upToDate ? [] : [`src/${KEYS}: not up to date, run 'npm run content:keys'`];
  return [...contentProblems(content), ...usageProblems(catalogue, await sourceFiles()), ...stale];
}

const loaded = await loadContent();
const problems = loaded.ok ? await problemsOf(loaded.content) : loaded.problems;
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
