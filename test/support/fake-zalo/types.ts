/** Shapes shared by the whole double. */

export type Payload = Readonly<Record<string, unknown>>;

export interface ChatRef {
  readonly id: string;
  readonly chat_type: 'PRIVATE' | 'GROUP';
}

export interface Sender {
  readonly id: string;
  readonly display_name: string;
  readonly is_bot: boolean;
}

/** What the platform tells a bot: a name and, nearly always, a message. */
export interface ZaloEvent {
  readonly event_name: string;
  readonly message?: Payload;
  readonly [field: string]: unknown;
}

/** An event on its way to the bot. */
export interface Update {
  readonly seq: number;
  readonly event: ZaloEvent;
  readonly chatId: string | undefined;
  readonly messageId: string | undefined;
  /** Milliseconds of the platform's clock when it happened. */
  readonly at: number;
}

export interface Refusal {
  readonly ok: false;
  readonly code: number;
  readonly description: string;
}

/** An answer without `result` is what sendChatAction gives. */
export type Reply = { readonly ok: true; readonly result?: unknown } | Refusal;

/** One request to a method, already decoded. */
export interface Call {
  readonly method: string;
  readonly payload: Payload;
}
