/**
 * An error as a log or a failed row may keep it: the class and message of its innermost cause, shortened. The outer
 * message of a database error repeats the statement's parameters, which may be somebody's answer, so it is never used.
 */
export function describeError(error: unknown): string {
  let cause: unknown = error;
  for (let depth = 0; depth < 5 && cause instanceof Error && cause.cause instanceof Error; depth += 1)
    cause = cause.cause;
  if (!(cause instanceof Error)) return typeof cause === 'string' ? cause.slice(0, 200) : 'an error that is no Error';
  const message = cause.message.startsWith('Failed query') ? 'a database query failed' : cause.message;
  return `${cause.name}: ${message}`.slice(0, 300);
}
