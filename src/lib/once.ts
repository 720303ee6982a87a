/** What is looked up at first use and then known; a look that failed is done again. */
export function once<T>(look: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return async () => {
    known ??= look();
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
}
