/** What can become of one platform call; the list is closed. */
export type SendResult =
  | { readonly outcome: 'sent'; readonly messageId: string | undefined }
  /** The platform took nothing and names (or we choose) a time after which to try again. `everyone`: not only this chat. */
  | { readonly outcome: 'retry'; readonly afterMs: number; readonly everyone: boolean; readonly why: string }
  /** The platform will never take this call. */
  | { readonly outcome: 'refused'; readonly why: string }
  /** It may or may not have been accepted. */
  | { readonly outcome: 'unknown'; readonly why: string }
  /** The reader cannot be reached: blocked, left, never existed. */
  | { readonly outcome: 'gone'; readonly why: string }
  /** The chat has another id now; the same call belongs there. */
  | { readonly outcome: 'moved'; readonly to: string };
