/** Nested message files as one flat catalogue: `common.yaml` holds `common: {failed: …}`, said as `common.failed`. */
import type { Catalogue } from './translate.ts';
import type { YamlFile } from './yaml-files.ts';

const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export function readMessages(files: readonly YamlFile[], problems: string[]): Catalogue {
  const texts: [string, string][] = [];
  for (const file of files) {
    const tell = (key: string, problem: string): void =>
      void problems.push(`${file.path}: ${key === '' ? 'the whole file' : key}: ${problem}`);
    const tops = isMap(file.value) ? Object.keys(file.value) : [];
    if (tops.length !== 1 || tops[0] !== file.name)
      tell('', `expected the one top key '${file.name}', as the file is called`);
    else collect('', file.value, { texts, tell });
  }
  return Object.fromEntries(texts);
}

interface Into {
  readonly texts: [string, string][];
  tell(key: string, problem: string): void;
}

function collect(prefix: string, value: unknown, into: Into): void {
  if (typeof value === 'string') {
    into.texts.push([prefix, value.trimEnd()]);
  } else if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const whole = prefix === '' ? key : `${prefix}.${key}`;
      if (KEY.test(key)) collect(whole, inner, into);
      else into.tell(whole, 'expected a key of lower-case letters, digits and hyphens');
    }
  } else {
    into.tell(
      prefix,
      `expected text, found ${value === null ? 'nothing' : `${JSON.stringify(value)} (put it into quotes)`}`,
    );
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
