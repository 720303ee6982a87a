/** For the default branch over a closed union: does not compile while a case is missing. */
export function never(value: never): never {
  throw new Error(`a case nobody thought of: ${JSON.stringify(value)}`);
}
