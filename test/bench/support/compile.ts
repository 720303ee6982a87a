/** The sources compiled as for a release, with the bench beside them: tsx keeps names of functions, which costs at run time. */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const out = join(root, '.bench', 'compiled');

/** Compiles and answers with the folder of the compiled `test/bench`. */
export async function compile(): Promise<string> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', join(root, 'test', 'bench', 'tsconfig.json')]).catch(
    (error: unknown) => {
      const { stdout } = error as { stdout?: string };
      throw new Error(`the bench does not compile:\n${stdout ?? String(error)}`, { cause: error });
    },
  );
  // What is read at run time, not imported.
  for (const part of ['messages', 'questionnaires']) {
    const link = join(out, 'src', 'content', part);
    rmSync(link, { force: true });
    mkdirSync(join(out, 'src', 'content'), { recursive: true });
    symlinkSync(join(root, 'src', 'content', part), link);
  }
  return join(out, 'test', 'bench');
}
