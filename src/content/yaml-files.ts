/** The YAML files of one folder, parsed; syntax errors are told with their line. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/** A file as parsed, `path` as it is named in problems. */
export interface YamlFile {
  readonly path: string;
  readonly name: string;
  readonly value: unknown;
}

export async function yamlFiles(folder: string, path: string, problems: string[]): Promise<readonly YamlFile[]> {
  const names = (await namesIn(join(folder, path))).filter((name) => /\.ya?ml$/.test(name)).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, path, name), 'utf8') })),
  );
  return files.flatMap(({ name, text }) => {
    const document = parseDocument(text.normalize('NFC'), { prettyErrors: true });
    const errors = document.errors.map((error) => `${path}/${name}: ${error.message.split('\n')[0] ?? ''}`);
    problems.push(...errors);
    return errors.length > 0
      ? []
      : [{ path: `${path}/${name}`, name: name.replace(/\.ya?ml$/, ''), value: document.toJS() as unknown }];
  });
}

/** A folder that is not there holds nothing. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`reading the content folder ${folder}`, { cause: error });
  }
}
