import type { Core } from '../core/core.ts';
import type { CallRecord, Fetched } from '../core/records.ts';
import { isPrivate } from './webhook-methods.ts';

/**
 * The platform fetches a sent picture itself, and more than once: an address that works a single time
 * gives people a black picture although the call was accepted. Only addresses of this machine are fetched.
 */
export async function fetchPhoto(core: Core, record: CallRecord): Promise<void> {
  const url = record.payload['photo'];
  if (typeof url !== 'string' || !isPrivate(new URL(url).hostname)) return;
  const look = async (method: Fetched['method']) => {
    const found = await fetched(url, method);
    record.fetches.push(found);
    if (found.status !== 200 || !found.contentType.startsWith('image/'))
      core.records.violate('sendPhoto', `${method} of the picture gave ${found.status} ${found.contentType}`);
    core.events.emit({ type: 'call', call: record });
  };
  await look('HEAD');
  await look('GET');
  core.timers.after(core.settings.photoAgainSeconds * core.secondMs, () => void look('GET'));
}

async function fetched(url: string, method: Fetched['method']): Promise<Fetched> {
  try {
    const response = await fetch(url, { method });
    const bytes = (await response.arrayBuffer()).byteLength;
    return { method, status: response.status, contentType: response.headers.get('content-type') ?? '', bytes };
  } catch {
    return { method, status: 0, contentType: '', bytes: 0 };
  }
}
