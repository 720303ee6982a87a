/** Where a figure was measured: without it, it says nothing. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './figures.ts';

/** One line for the head of a report. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const day = new Date().toISOString().slice(0, 16).replace('T', ' ');
  return `${day} UTC · ${cpus().length} cores (${first?.model.trim() ?? 'unknown'}) · ${memory} GB · Node ${process.versions.node} · ${process.platform} · load ${load} at the start`;
}

/** How long the disk under `folder` takes to make a page durable, in milliseconds: what each commit waits for. */
export function fsyncMs(folder: string): number {
  const file = join(folder, `fsync-${process.pid}`);
  const handle = openSync(file, 'w');
  const page = Buffer.alloc(4096);
  const samples = Array.from({ length: 50 }, () => {
    writeSync(handle, page);
    const before = performance.now();
    fsyncSync(handle);
    return performance.now() - before;
  });
  closeSync(handle);
  rmSync(file);
  return median(samples);
}
