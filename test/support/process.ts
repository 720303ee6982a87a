/** The real program as a child process, with nothing of this process's settings. */
import { spawn } from 'node:child_process';
import { programFile } from './program.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one of the programs to its end; `input` is what is typed, and nothing of what it prints is read where it is `unheard`. */
export function runProgram(
  name: 'main' | 'cli',
  args: readonly string[],
  {
    settings = {},
    input = '',
    unheard = false,
  }: {
    readonly settings?: Readonly<Record<string, string>>;
    readonly input?: string;
    readonly unheard?: boolean;
  } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [programFile(name), ...args], {
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
  if (unheard) child.stdout.destroy();
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
