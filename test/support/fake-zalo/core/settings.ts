/** How this copy of the platform behaves where sources disagree or say nothing; every one can change while it runs. */

/** What becomes of an update after getUpdates returned it. Three clients saw three things. */
export const MODES = ['consume', 'replay', 'lossy'] as const;
export type Mode = (typeof MODES)[number];

export interface Settings {
  /** `consume`: gone once it was returned. `replay`: it comes back. `lossy`: gone when no poll was open as it came. */
  mode: Mode;
  /**
   * Of `replay`: new ones before old ones, strictly one after another in a circle, or the last returned
   * one until there is a new one.
   */
  replayOrder: 'freshFirst' | 'circle' | 'latest';
  /** How often an update comes back under `replay`. */
  replayTimes: number;
  /** An idle poll ends with `{"ok":true,"result":{}}` instead of 408. */
  emptyOk: boolean;
  /** getUpdates answers `[event]` instead of `event`. */
  asArray: boolean;
  /** A poll whose client has gone still swallows the next update. */
  abortedPollsSwallow: boolean;
  /** Failures come with HTTP 200; the code is in the body only. */
  errorsAsHttp200: boolean;
  /** Successes carry `"error_code":0`. */
  successErrorCodeZero: boolean;
  /** The answer to a chat that never wrote to the bot. */
  unknownChats: 400 | 404 | 'accept';
  /** The answer to a method that does not exist. */
  unknownMethods: 404 | 400;
  /** Pictures come in `photo`, as documented, instead of `photo_url`, as measured. */
  legacyPhoto: boolean;
  /** Sent messages a calendar month of UTC+7; beyond it 429. */
  monthlyMessages: number;
  /** Accepted sends a second; beyond it 429. */
  messagesPerSecond: number;
  /** People the bot may talk with. */
  maxUsers: number;
  /** What befalls a person above that number. */
  overUsers: 'dropEvents' | 'refuseSends';

  /** getWebhookInfo with none set: 404, as measured, or `{"url":""}`. */
  noWebhookInfo: 'notFound' | 'emptyUrl';
  /** testWebhook exists, and how often a day. */
  testWebhookPerDay: number | 'absent';
  /** http and loopback addresses may be webhooks; without it they are `webhook.err.blocked`. */
  allowLoopback: boolean;
  /** What setWebhook asks of the address at once. */
  probe: 'event' | 'empty' | 'none';
  probeWithSecret: boolean;
  /** Body of a delivery: the event itself, as measured, or within `{ok,result}`, as documented. */
  enveloped: boolean;
  /** Keys come in any order. */
  shuffledKeys: boolean;
  /** Fields nobody knows are among the others. */
  extraFields: boolean;
  /** The bot's own messages come back on the webhook. */
  echoes: boolean;
  /** Attempts of one delivery in all; 1 means that nothing is delivered again. */
  webhookTries: number;
  /** Seconds before the second, third … attempt; the last one counts for all after it. */
  webhookRetrySeconds: readonly number[];
  /** How long the bot has for its answer, in real milliseconds: it has to do real work for it. */
  webhookDeadlineMs: number;
  /** The platform fetches a sent picture once more after so many seconds. */
  photoAgainSeconds: number;
}

export const DEFAULTS: Settings = {
  mode: 'consume',
  replayOrder: 'freshFirst',
  replayTimes: Number.POSITIVE_INFINITY,
  emptyOk: false,
  asArray: false,
  abortedPollsSwallow: false,
  errorsAsHttp200: false,
  successErrorCodeZero: false,
  unknownChats: 400,
  unknownMethods: 404,
  legacyPhoto: false,
  monthlyMessages: Number.POSITIVE_INFINITY,
  messagesPerSecond: Number.POSITIVE_INFINITY,
  maxUsers: Number.POSITIVE_INFINITY,
  overUsers: 'dropEvents',
  noWebhookInfo: 'notFound',
  testWebhookPerDay: 5,
  allowLoopback: true,
  probe: 'event',
  probeWithSecret: false,
  enveloped: false,
  shuffledKeys: false,
  extraFields: false,
  echoes: false,
  webhookTries: 3,
  webhookRetrySeconds: [1, 5],
  webhookDeadlineMs: 5000,
  photoAgainSeconds: 2,
};

/** The published limits of the free plan. */
export const FREE_PLAN = { monthlyMessages: 3000, maxUsers: 50 } as const;
