/**
 * Fetches a picture from where an event says that it lies. The address comes from outside, so only the platform's own hosts are
 * asked, over TLS, at public addresses, and nothing is followed.
 */
import { Buffer } from 'node:buffer';
import { type LookupAddress, lookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';
import axios from 'axios';
import { z } from 'zod';
import { SECOND } from '../../lib/time.ts';
import { type Download, LARGEST_PHOTO } from '../channel.ts';
import { deadline } from './client.ts';

/** Pictures were seen on photo-stal-*.zdn.vn (measured); the others are the platform's further domains (guessed). */
export const MEDIA_HOSTS: readonly string[] = ['zdn.vn', 'zadn.vn', 'zaloapp.com', 'zaloplatforms.com', 'zapps.me'];

export interface DownloadOptions {
  /** Its own host may be anything: whoever set it trusts it, and a double has its pictures there. */
  readonly apiRoot: string;
  readonly hosts: readonly string[];
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
}

/** Those who write meanwhile wait for it. */
const DOWNLOAD_MS = 10 * SECOND;

const notHad = (detail: string): Download => ({ ok: false, why: 'not-had', detail });

/** Never throws; no detail names the address, which opens the picture to whoever has it. */
export async function download(address: string, options: DownloadOptions): Promise<Download> {
  const place = placeOf(address, options);
  if (place === undefined) return notHad('not a host that pictures come from');
  const { signal, timeoutMs = DOWNLOAD_MS } = options;
  const limit = deadline(timeoutMs, signal);
  const agents = { httpAgent: new HttpAgent(place.reach), httpsAgent: new HttpsAgent(place.reach) };
  try {
    const { data } = await axios.get<ArrayBuffer>(place.url, {
      ...agents,
      responseType: 'arraybuffer',
      proxy: false,
      maxRedirects: 0,
      maxContentLength: LARGEST_PHOTO,
      validateStatus: (status) => status === 200,
      signal: limit.signal,
      headers: { 'User-Agent': 'tusoi' },
    });
    return { ok: true, bytes: new Uint8Array(Buffer.from(data)) };
  } catch (error) {
    return limit.passed() ? notHad('time limit') : failed(error);
  } finally {
    limit.clear();
    agents.httpAgent.destroy();
    agents.httpsAgent.destroy();
  }
}

interface Place {
  readonly url: string;
  readonly reach: { readonly lookup?: LookupFunction };
}

function placeOf(address: string, { apiRoot, hosts }: DownloadOptions): Place | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return undefined;
  if (url.origin === new URL(apiRoot).origin) return { url: url.href, reach: {} };
  const known = hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  return url.protocol === 'https:' && url.port === '' && known
    ? { url: url.href, reach: { lookup: publicOnly } }
    : undefined;
}

const errorSchema = z.object({
  code: z.string().regex(/^\w{1,40}$/),
  message: z.string().catch(''),
  response: z.object({ status: z.number() }).optional().catch(undefined),
});

function failed(error: unknown): Download {
  const known = errorSchema.safeParse(error).data;
  // axios has no code of its own for it.
  if (known?.message.startsWith('maxContentLength') === true)
    return { ok: false, why: 'too-large', detail: `over ${LARGEST_PHOTO} bytes` };
  return notHad(known?.response === undefined ? (known?.code ?? 'failed') : `HTTP ${known.response.status}`);
}

/** Everything that is not on the internet (RFC 6890), by the address that is really connected to. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6');

/** Addresses of version 4 that are written as version 6 are looked at as what they are. */
export function isPublic(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return !PRIVATE.check(mapped ?? address, isIPv6(mapped ?? address) ? 'ipv6' : 'ipv4');
}

const publicOnly: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error !== null) return callback(error, '', 4);
    const [first] = found;
    if (first === undefined || !found.every(({ address }) => isPublic(address)))
      return callback(Object.assign(new Error('a private address'), { code: 'PRIVATE_ADDRESS' }), '', 4);
    if (options.all === true) return callback(null, found);
    return callback(null, first.address, first.family);
  });
};
