import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { complaint, type Violation } from './core/records.ts';
import type { FakeZaloOptions } from './server.ts';

/** The double in a child process, so that it does not share the event loop of what is tested. */
export interface RemoteFakeZalo {
  readonly apiRoot: string;
  readonly port: number;
  readonly token: string;
  readonly pid: number;
  /** One operation of http/control.ts. */
  control<Result = unknown>(operation: string, request?: object): Promise<Result>;
  /** Rejects when the bot did what is not documented. */
  close(): Promise<void>;
}

export async function spawnFakeZalo(options: Omit<FakeZaloOptions, 'now'> = {}): Promise<RemoteFakeZalo> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const args = ['--import', 'tsx', main, JSON.stringify(options)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(() => Promise.reject(new Error('the double ended before it was listening'))),
  ])) as [string];
  const { port, apiRoot, token } = JSON.parse(line) as { port: number; apiRoot: string; token: string };
  return {
    port,
    apiRoot,
    token,
    pid: child.pid ?? 0,
    control: (operation, request = {}) => post(`${apiRoot}/__fake/${operation}`, request),
    async close() {
      const left = await post<Violation[]>(`${apiRoot}/__fake/violations`, {});
      child.kill('SIGTERM');
      await exited;
      if (left.length > 0) throw new Error(complaint(left));
    },
  };
}

async function post<Result>(url: string, request: object): Promise<Result> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(request) });
  const answer = (await response.json()) as { ok: boolean; result: Result; error?: string };
  if (!answer.ok) throw new Error(`${url}: ${answer.error}`);
  return answer.result;
}
