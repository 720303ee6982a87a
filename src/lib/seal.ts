/** The one door through which personal text, and pictures like it, go into and come out of the database. */
export interface Seal {
  seal(text: string): string;
  open(sealed: string): string;
  sealBytes(bytes: Uint8Array): Uint8Array;
  openBytes(sealed: Uint8Array): Uint8Array;
}

/** Text as it is. Encryption at rest replaces this one value and nothing else. */
export const plainSeal: Seal = {
  seal: (text) => text,
  open: (sealed) => sealed,
  sealBytes: (bytes) => bytes,
  openBytes: (sealed) => sealed,
};
