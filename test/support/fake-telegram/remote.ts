import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ScriptReport } from './people/script-run.ts';
import type { FakeTelegramOptions } from './server.ts';

const mainFile = fileURLToPath(new URL('main.ts', import.meta.url));

/** The double in a child process, so that it does not share the event loop of what is measured. */
export interface RemoteFakeTelegram {
  readonly apiRoot: string;
  readonly port: number;
  readonly token: string;
  readonly pid: number;
  /** One operation of http/control.ts. */
  control<Result = unknown>(operation: string, request?: object): Promise<Result>;
  /** Waits until everybody in the running script has finished. */
  report(waitMs: number): Promise<ScriptReport>;
  close(): Promise<void>;
}

type RemoteOptions = Omit<FakeTelegramOptions, 'now' | 'webhookRetryMs'>;

/** `compiled`: its main file as JavaScript, which costs less of the machine than the sources do. */
export async function spawnFakeTelegram(options: RemoteOptions = {}, compiled?: string): Promise<RemoteFakeTelegram> {
  const program = compiled === undefined ? ['--import', 'tsx', mainFile] : [compiled];
  const args = [...program, JSON.stringify(options)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(() => Promise.reject(new Error('the double ended before it was listening'))),
  ])) as [string];
  const { port, apiRoot, token } = JSON.parse(line) as { port: number; apiRoot: string; token: string };
  const control = <Result>(operation: string, request: object = {}) =>
    post<Result>(`${apiRoot}/__fake/${operation}`, request);
  return {
    port,
    apiRoot,
    token,
    pid: child.pid ?? 0,
    control,
    report: (waitMs) => control<ScriptReport>('report', { waitMs }),
    async close() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function post<Result>(url: string, request: object): Promise<Result> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(request) });
  const answer = (await response.json()) as { ok: boolean; result: Result; error?: string };
  if (!answer.ok) throw new Error(`${url}: ${answer.error}`);
  return answer.result;
}
