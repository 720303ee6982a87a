/** The real program as a child process, with nothing of this process's settings. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const src = (file: string): string => fileURLToPath(new URL(`../../src/${file}`, import.meta.url));

/** Runs `src/<file>` to its end; `input` is what is typed. */
export function runProgram(
  file: 'main.ts' | 'cli.ts',
  args: readonly string[],
  { settings = {}, input = '' }: { readonly settings?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', src(file), ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: 'pipe',
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
