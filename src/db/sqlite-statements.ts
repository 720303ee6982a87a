/**
 * Prepared statements of drizzle without what drizzle does anew at each run: it looks for placeholders and decoders by walking
 * prototypes, which costs more than most of our statements. Here that is found out once. What comes of a statement is the same
 * (test/db/sqlite-statements.test.ts); one of an unfamiliar shape is left to drizzle.
 */
import type { Statement } from 'better-sqlite3';
import { Column, is, Param, Placeholder, SQL } from 'drizzle-orm';

/** What drizzle keeps in a prepared statement of better-sqlite3; private there, so it is looked at before it is believed. */
interface Known {
  readonly stmt: Statement<unknown[], unknown>;
  readonly query: { readonly params: readonly unknown[] };
  readonly executeMethod: 'all' | 'run';
  readonly fields: readonly Field[] | undefined;
  readonly customResultMapper: unknown;
  readonly joinsNotNullableMap: Readonly<Record<string, boolean>> | undefined;
}

interface Field {
  readonly path: readonly string[];
  readonly field: unknown;
}

type Values = Readonly<Record<string, unknown>>;
type Fill = (values: Values) => unknown;
type Decode = ((value: unknown) => unknown) | undefined;

/** The same statement, faster; or the statement itself. */
export function swift(statement: unknown): unknown {
  if (!isKnown(statement)) return statement;
  const { stmt, executeMethod, query } = statement;
  const fills = query.params.map(fillOf);
  const bind = (values: Values): unknown[] => fills.map((fill) => fill(values));
  if (executeMethod === 'run') return { execute: async (values: Values = {}) => stmt.run(...bind(values)) };
  const fields = statement.fields?.map(fieldOf);
  if (fields === undefined) return statement;
  stmt.raw(true);
  return { execute: async (values: Values = {}) => rowsOf(stmt.all(...bind(values)) as unknown[][], fields) };
}

function isKnown(statement: unknown): statement is Known {
  if (typeof statement !== 'object' || statement === null) return false;
  const {
    stmt,
    query,
    executeMethod,
    fields,
    customResultMapper,
    joinsNotNullableMap = {},
  } = statement as Partial<Known>;
  const plain = (executeMethod === 'run' && fields === undefined) || (executeMethod === 'all' && Array.isArray(fields));
  if (stmt === undefined || query === undefined || !plain || customResultMapper !== undefined) return false;
  // Of an outer join drizzle makes one null of a table's columns where there was no row.
  const grouped = fields?.some(({ path }) => path.length !== 1) === true;
  return (
    !grouped ||
    (fields.every(({ path }) => path.length <= 2) && Object.values(joinsNotNullableMap).every((always) => always))
  );
}

/** A statement's parameter as a function of what is given for its placeholders. */
function fillOf(param: unknown): Fill {
  if (is(param, Placeholder)) return (values) => given(values, param.name);
  if (is(param, Param) && is(param.value, Placeholder)) {
    const { name } = param.value;
    const { encoder } = param;
    return (values) => encoder.mapToDriverValue(given(values, name));
  }
  return () => param;
}

function given(values: Values, name: string): unknown {
  const value = values[name];
  if (value === undefined && !(name in values)) throw new Error(`No value for placeholder "${name}" was provided`);
  return value;
}

interface Column_ {
  readonly group: string | undefined;
  readonly name: string;
  readonly decode: Decode;
}

function fieldOf({ path, field }: Field): Column_ {
  const [first = '', second] = path;
  const [group, name] = second === undefined ? [undefined, first] : [first, second];
  return { group, name, decode: decoderOf(field) };
}

/** Undefined where the value stays as it is. */
function decoderOf(field: unknown): Decode {
  const decoder = is(field, Column)
    ? field
    : is(field, SQL)
      ? decoderIn(field)
      : decoderIn((field as { readonly sql: unknown }).sql);
  if (is(decoder, Column) && decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue) return undefined;
  return (value) => decoder.mapFromDriverValue(value);
}

const decoderIn = (sql: unknown) =>
  (sql as { readonly decoder: { mapFromDriverValue(value: unknown): unknown } }).decoder;

function rowsOf(rows: readonly (readonly unknown[])[], columns: readonly Column_[]): Record<string, unknown>[] {
  return rows.map((row) => {
    const result: Record<string, unknown> = {};
    for (let at = 0; at < columns.length; at += 1) {
      const { group, name, decode } = columns[at] as Column_;
      const raw = row[at];
      const value = raw === null || decode === undefined ? raw : decode(raw);
      if (group === undefined) result[name] = value;
      else groupIn(result, group)[name] = value;
    }
    return result;
  });
}

function groupIn(result: Record<string, unknown>, name: string): Record<string, unknown> {
  const known = result[name] as Record<string, unknown> | undefined;
  if (known !== undefined) return known;
  const fresh: Record<string, unknown> = {};
  result[name] = fresh;
  return fresh;
}
