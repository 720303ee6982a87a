/** Which errors of both databases mean "the same transaction may succeed when it is tried again": no fault of what is being done. */

const SQLSTATES: ReadonlySet<string> = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
  '25006', // read_only_sql_transaction: a standby, until it is promoted
  '57014', // query_canceled, such as by a time limit of the server
]);

/** Classes 53 and 58: no room on the disk, no memory, too many connections; the disk or the system failed. */
const SCARCE = /^5[38][0-9A-Z]{3}$/;
const BUSY = /^SQLITE_(BUSY|LOCKED)/;
const SQLITE_SCARCE = /^SQLITE_(FULL|IOERR|NOMEM)/;

const LOST: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'],
  ...['57P01', '57P02', '57P03'], // the server is being shut down, has crashed, is starting
]);

/** pg gives these no code; the words are from its client.js and pg-pool's index.js. */
const LOST_WORDS =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

export function isTransient(error: unknown): boolean {
  return someCause(
    error,
    ({ code, message }) =>
      isLost({ code, message }) ||
      (code !== undefined && (SQLSTATES.has(code) || [SCARCE, BUSY, SQLITE_SCARCE].some((one) => one.test(code)))),
  );
}

/** Another process has the lock of the SQLite file; it is a matter of waiting. */
export function isBusy(error: unknown): boolean {
  return someCause(error, ({ code }) => code !== undefined && BUSY.test(code));
}

/** The connection is gone, so nobody knows whether the last statement took effect. */
export function isLostConnection(error: unknown): boolean {
  return someCause(error, isLost);
}

interface Known {
  readonly code: string | undefined;
  readonly message: string;
}

function isLost(e: Known): boolean {
  if (e.code === undefined) return LOST_WORDS.test(e.message);
  return LOST.has(e.code) || /^08[0-9A-Z]{3}$/.test(e.code);
}

/** drizzle wraps what the driver threw, and callers wrap again. */
function someCause(error: unknown, test: (e: Known) => boolean): boolean {
  const seen = new Set<unknown>();
  for (let e = error; e instanceof Error && !seen.has(e); e = e.cause) {
    seen.add(e);
    const code = 'code' in e && typeof e.code === 'string' ? e.code : undefined;
    if (test({ code, message: e.message })) return true;
  }
  return false;
}
