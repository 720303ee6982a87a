/** Shapes shared by the whole double: the part of the Bot API's objects it looks into. */

export type Payload = Readonly<Record<string, unknown>>;

/** An update as the bot receives it: an id and one further key that names its kind. */
export interface Update {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

export interface UserInfo {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

export interface ChatInfo {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup' | 'channel';
  readonly title?: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly username?: string;
}

export interface Button {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
  readonly [field: string]: unknown;
}

export interface ReplyMarkup {
  readonly inline_keyboard?: readonly (readonly Button[])[];
  readonly [field: string]: unknown;
}

export interface Message {
  readonly message_id: number;
  readonly date: number;
  readonly chat: ChatInfo;
  readonly from?: UserInfo;
  readonly text?: string;
  readonly caption?: string;
  readonly edit_date?: number;
  readonly reply_markup?: ReplyMarkup;
  readonly [field: string]: unknown;
}

/** A file that came in a multipart request or that a simulated person sent. */
export interface UploadedFile {
  readonly field: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** One request to a Bot API method, already decoded. */
export interface Call {
  readonly method: string;
  readonly payload: Payload;
  readonly files: readonly UploadedFile[];
}

export interface ReplyParameters {
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
}

export interface Refusal {
  readonly ok: false;
  readonly code: number;
  readonly description: string;
  readonly parameters?: ReplyParameters;
}

export type Reply =
  | { readonly ok: true; readonly result: unknown; readonly description?: string }
  /** `raw` is a result that is JSON already: updates are serialised once, when they are queued. */
  | { readonly ok: true; readonly raw: string }
  | Refusal;
