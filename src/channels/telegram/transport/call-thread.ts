/** What runs in the thread of calls: takes orders, makes the calls, reports what came of them. Begun by `thread.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { TransportOptions } from './calls.ts';
import { jsonPosts } from './json-calls.ts';
import type { Order, Report } from './thread.ts';

const posts = jsonPosts(workerData as TransportOptions);
const underWay = new Map<number, AbortController>();
/** Of this turn of the event loop. */
let reports: Report[] = [];

parentPort?.postMessage(reports);
parentPort?.on('message', (orders: readonly Order[]) => {
  for (const order of orders) {
    if ('abort' in order) underWay.get(order.id)?.abort();
    else void make(order);
  }
});

async function make({ id, method, body, timeoutMs, abortable }: Exclude<Order, { abort: true }>): Promise<void> {
  const controller = abortable ? new AbortController() : undefined;
  if (controller !== undefined) underWay.set(id, controller);
  const outcome = await posts.post(method, body, { timeoutMs, signal: controller?.signal });
  underWay.delete(id);
  if (reports.length === 0) setImmediate(report);
  reports.push({ id, outcome });
}

function report(): void {
  parentPort?.postMessage(reports);
  reports = [];
}
