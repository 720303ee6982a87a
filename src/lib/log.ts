/** What the program tells its operator. Fields never hold message bodies, names or tokens. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
