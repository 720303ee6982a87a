import type { Payload } from '../types.ts';

/** Parameters come as JSON values or, in forms and queries, as text; the API takes both. */

export function text(payload: Payload, name: string): string {
  const value = payload[name];
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function integer(payload: Payload, name: string): number | undefined {
  const value = text(payload, name).trim();
  return /^-?\d{1,16}$/.test(value) ? Number(value) : undefined;
}

export function flag(payload: Payload, name: string): boolean {
  return ['true', 'yes', '1'].includes(text(payload, name).toLowerCase());
}

/** An object or a list, given as such or as JSON text; `'broken'` when the text is no JSON. */
export function structure(payload: Payload, name: string): unknown {
  const value = payload[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return 'broken';
  }
}

export const isObject = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const list = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

/** Length in code points, which is what the size limits count. */
export function length(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}
