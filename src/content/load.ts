/** Reads the content folder: what a non-programmer may edit. Everything wrong with it is told at once. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import type { Locale } from './format.ts';
import { readMessages } from './read-messages.ts';
import { type Questionnaire, questionnaire } from './schema.ts';
import type { Catalogue } from './translate.ts';

export interface Content {
  readonly catalogues: Readonly<Record<Locale, Catalogue>>;
  readonly questionnaires: readonly Questionnaire[];
}

/** `problems`: one sentence each, naming the file, the place in it and what was expected there. */
export type Loaded = { readonly ok: true; readonly content: Content } | { readonly ok: false; readonly problems: readonly string[] };

/** The content that comes with the program, from the sources and from the build alike. */
export const shippedContent: string = fileURLToPath(new URL('../../src/content', import.meta.url));

/**
 * Loads the shipped content and lays `folder` over it: a folder of one's own holds only the messages and questionnaires
 * that differ, so that an update of the program never lacks a message in it.
 */
export async function loadContent(folder: string = shippedContent): Promise<Loaded> {
  const own = folder === shippedContent ? undefined : await readFolder(folder);
  const shipped = await readFolder(shippedContent);
  const problems = [...shipped.problems, ...(own?.problems ?? [])];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, content: own === undefined ? shipped.content : laidOver(shipped.content, own.content) };
}

interface Read {
  readonly content: Content;
  readonly problems: readonly string[];
}

/** Reads one folder by itself. */
async function readFolder(folder: string): Promise<Read> {
  const problems: string[] = [];
  const read = async (path: string): Promise<readonly YamlFile[]> => yamlFiles(folder, path, problems);
  const vi = readMessages(await read('messages/vi'), problems);
  const en = readMessages(await read('messages/en'), problems);
  const files = await read('questionnaires');
  const questionnaires = files.flatMap((file) => readQuestionnaire(file, problems));
  if (Object.keys(vi).length + Object.keys(en).length + files.length === 0 && problems.length === 0) {
    problems.push(`${folder}: expected a folder with messages/vi, messages/en or questionnaires in it`);
  }
  return { content: { catalogues: { vi, en }, questionnaires }, problems };
}

function laidOver(shipped: Content, own: Content): Content {
  const replaced = new Set(own.questionnaires.map((one) => one.id));
  return {
    catalogues: { vi: { ...shipped.catalogues.vi, ...own.catalogues.vi }, en: { ...shipped.catalogues.en, ...own.catalogues.en } },
    questionnaires: [...shipped.questionnaires.filter((one) => !replaced.has(one.id)), ...own.questionnaires],
  };
}

/** A file as parsed, `path` as it is named in problems. */
export interface YamlFile {
  readonly path: string;
  readonly name: string;
  readonly value: unknown;
}

async function yamlFiles(folder: string, path: string, problems: string[]): Promise<readonly YamlFile[]> {
  const names = (await namesIn(join(folder, path))).filter((name) => /\.ya?ml$/.test(name)).sort();
  const files = await Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, path, name), 'utf8') })));
  return files.flatMap(({ name, text }) => {
    const document = parseDocument(text.normalize('NFC'), { prettyErrors: true });
    const errors = document.errors.map((error) => `${path}/${name}: ${error.message.split('\n')[0] ?? ''}`);
    problems.push(...errors);
    return errors.length > 0 ? [] : [{ path: `${path}/${name}`, name: name.replace(/\.ya?ml$/, ''), value: document.toJS() as unknown }];
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

function readQuestionnaire(file: YamlFile, problems: string[]): readonly Questionnaire[] {
  const result = questionnaire.safeParse(file.value);
  if (result.success) return [result.data];
  for (const issue of result.error.issues) problems.push(`${file.path}: ${placeOf(file.value, issue.path)}: ${issue.message}`);
  return [];
}

/** `questions[2] (family).text.en`: with the question's own id, because nobody counts to 17. */
function placeOf(value: unknown, path: readonly PropertyKey[]): string {
  let at: unknown = value;
  let place = '';
  for (const step of path) {
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined;
    if (typeof step === 'number') place += `[${step + 1}]${idOf(at)}`;
    else place += place === '' ? String(step) : `.${String(step)}`;
  }
  return place === '' ? 'the whole file' : place;
}

function idOf(value: unknown): string {
  const id = typeof value === 'object' && value !== null ? ((value as Record<string, unknown>)['id'] ?? (value as Record<string, unknown>)['key']) : undefined;
  return typeof id === 'string' ? ` (${id})` : '';
}
