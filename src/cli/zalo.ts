/** `tusoi zalo webhook info|set|remove`: where Zalo delivers what people write. Nothing but these commands removes a webhook. */
import { createClient } from '../channels/zalo/client.ts';
import { webhookSettings } from '../channels/zalo/webhook.ts';
import { currentWebhook, removeWebhook, setWebhook, type Tried } from '../channels/zalo/webhook-admin.ts';
import type { Config } from '../config.ts';
import { SECOND } from '../lib/time.ts';
import { Refusal } from '../opening.ts';
import { print, settings } from './open.ts';

const CHECK_MS = 10 * SECOND;
const USAGE = ['tusoi zalo webhook info', 'tusoi zalo webhook set', 'tusoi zalo webhook remove'];

export interface Told {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

export async function zalo(what: string | undefined, act: string | undefined): Promise<number> {
  if (what !== 'webhook') throw new Refusal('What about Zalo?', USAGE);
  const { ok, lines } = await webhook(act, settings());
  for (const line of lines) print(line);
  return ok ? 0 : 1;
}

export async function webhook(act: string | undefined, config: Config): Promise<Told> {
  const { ZALO_BOT_TOKEN: token, ZALO_API_ROOT: apiRoot } = config;
  if (act !== 'info' && act !== 'set' && act !== 'remove') throw new Refusal('What about the webhook?', USAGE);
  if (token === undefined) throw new Refusal('The settings name no bot:', ['ZALO_BOT_TOKEN is needed']);
  const wanted = act === 'set' ? settingsToSet(config) : undefined;
  const client = createClient({ token, apiRoot });
  try {
    if (wanted !== undefined) return set(await setWebhook(client, { token, ...wanted }), wanted.publicUrl, config);
    const hook = await currentWebhook(client, CHECK_MS);
    if (act === 'info') return info(hook, token, config);
    if (hook === undefined) return { ok: true, lines: ['✔ no webhook was set'] };
    await removeWebhook(client);
    return { ok: true, lines: [`✔ the webhook to ${hook.host} is removed`, ...afterRemoval(config)] };
  } finally {
    client.close();
  }
}

function settingsToSet({ ZALO_WEBHOOK_SECRET: secret, PUBLIC_URL: publicUrl }: Config) {
  const problems = [
    ...(secret === undefined ? ['ZALO_WEBHOOK_SECRET is needed: without it anybody could speak as anybody'] : []),
    ...(publicUrl === undefined ? ['PUBLIC_URL is needed: it is where Zalo calls'] : []),
  ];
  if (secret === undefined || publicUrl === undefined) throw new Refusal('The webhook cannot be set:', problems);
  return { secret, publicUrl };
}

function set(tried: Tried, publicUrl: string, { ZALO_MODE: mode }: Config): Told {
  const { host } = new URL(publicUrl);
  const kept = `the webhook to ${host} is set`;
  const start = mode === 'webhook' ? [] : ['! ZALO_MODE is polling: set it to webhook, then start the bot'];
  if (tried.reached === undefined)
    return { ok: true, lines: [`✔ ${kept}; Zalo did not say whether it tried it`, ...start] };
  if (tried.reached) return { ok: true, lines: [`✔ ${kept}, and somebody answers there`, ...start] };
  return {
    ok: false,
    lines: [
      `✗ ${kept}, but Zalo tried it in vain (${tried.outcome ?? 'no reason given'})`,
      `  ${inWords(tried.outcome)}`,
      ...start,
    ],
  };
}

function info(hook: Awaited<ReturnType<typeof currentWebhook>>, token: string, config: Config): Told {
  const { ZALO_MODE: mode, PUBLIC_URL: publicUrl } = config;
  if (hook === undefined)
    return mode === 'webhook'
      ? {
          ok: false,
          lines: ['✗ no webhook is set, though ZALO_MODE is webhook: start the bot, or tusoi zalo webhook set'],
        }
      : { ok: true, lines: ['✔ no webhook is set: the bot is polled'] };
  if (mode === 'polling')
    return {
      ok: false,
      lines: [
        `✗ a webhook to ${hook.host} is set, so the bot cannot be polled: tusoi zalo webhook remove, or ZALO_MODE=webhook`,
      ],
    };
  const own = publicUrl === undefined ? undefined : webhookSettings({ token, secret: '', publicUrl })['url'];
  return hook.url === own
    ? { ok: true, lines: [`✔ the webhook goes to ${hook.host}, as the settings say`] }
    : {
        ok: false,
        lines: [`✗ the webhook goes to ${hook.host}, but not to the address of these settings: tusoi zalo webhook set`],
      };
}

const afterRemoval = ({ ZALO_MODE: mode }: Config): readonly string[] =>
  mode === 'webhook' ? ['! ZALO_MODE is webhook: a bot that starts with it sets the webhook again'] : [];

/** The platform's words (measured) for what came of its own try, and what to do. */
const OUTCOMES: Readonly<Record<string, string>> = {
  'webhook.http.403':
    'Something in front of the bot turned Zalo away. Behind Cloudflare, switch Browser Integrity Check off for this address: Zalo calls as a Java client.',
  'webhook.http.404': 'The host answers, but does not pass /zalo/ on to the bot: look at the reverse proxy.',
  'webhook.http.5xx': 'The host answers with an error of its own: is the bot running, with ZALO_MODE=webhook?',
  'webhook.err.tls': 'The certificate is not accepted: expired, for another name, or without its chain.',
  'webhook.err.dns': 'The name of PUBLIC_URL is not known: mistyped, or not registered yet.',
  'webhook.err.timeout': 'Nobody answered in time: a firewall, or a host that is down.',
  'webhook.err.conn': 'No connection came about: is the port open from outside?',
  'webhook.err.blocked':
    'Zalo does not call this address: localhost, private addresses and its own domains are refused.',
};

function inWords(outcome: string | undefined): string {
  const known = outcome === undefined ? undefined : OUTCOMES[outcome];
  return known ?? 'Is PUBLIC_URL reached from outside, over https, and is the bot running with ZALO_MODE=webhook?';
}
