/** The one door through which personal text goes into and comes out of the database. */
export interface Seal {
  seal(text: string): string;
  open(sealed: string): string;
}

/** Text as it is. Encryption at rest replaces this one value and nothing else. */
export const plainSeal: Seal = { seal: (text) => text, open: (sealed) => sealed };
