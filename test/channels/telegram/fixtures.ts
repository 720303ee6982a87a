import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../fixtures/telegram/', import.meta.url);

/** The recorded payloads of one kind, each with its file's name. */
export function fixtures(ofKind: (raw: object) => boolean): readonly (readonly [name: string, raw: object])[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const all = names.map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object] as const);
  return all.filter(([, raw]) => ofKind(raw));
}
