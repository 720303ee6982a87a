/** Reads the content folder: what a non-programmer may edit. Everything wrong with it is told at once. */
import { fileURLToPath } from 'node:url';
import { overlayProblems } from './check/overlay.ts';
import type { Locale } from './format.ts';
import { readMessages } from './read-messages.ts';
import { readQuestionnaire } from './read-questionnaire.ts';
import type { Questionnaire } from './schema.ts';
import type { Catalogue } from './translate.ts';
import { type YamlFile, yamlFiles } from './yaml-files.ts';

export interface Content {
  readonly catalogues: Readonly<Record<Locale, Catalogue>>;
  readonly questionnaires: readonly Questionnaire[];
}

/** `problems`: one sentence each, naming the file, the place in it and what was expected there. */
export type Loaded =
  | { readonly ok: true; readonly content: Content }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The content that comes with the program, from the sources and from the build alike. */
export const shippedContent: string = fileURLToPath(new URL('../../src/content', import.meta.url));

/**
 * Loads the shipped content and lays `folder` over it: a folder of one's own holds only the messages and questionnaires
 * that differ, so that an update of the program never lacks a message in it.
 */
export async function loadContent(folder: string = shippedContent): Promise<Loaded> {
  const own = folder === shippedContent ? undefined : await readFolder(folder);
  const shipped = await readFolder(shippedContent);
  const problems = [...shipped.problems, ...(own === undefined ? [] : [...own.problems, ...misplaced(own, shipped)])];
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

function misplaced(own: Read, shipped: Read): readonly string[] {
  return (['vi', 'en'] as const).flatMap((locale) => {
    const problems = overlayProblems(own.content.catalogues[locale], shipped.content.catalogues[locale]);
    return problems.map((problem) => `messages/${locale}: ${problem}`);
  });
}

function laidOver(shipped: Content, own: Content): Content {
  const replaced = new Set(own.questionnaires.map((one) => one.id));
  return {
    catalogues: {
      vi: { ...shipped.catalogues.vi, ...own.catalogues.vi },
      en: { ...shipped.catalogues.en, ...own.catalogues.en },
    },
    questionnaires: [...shipped.questionnaires.filter((one) => !replaced.has(one.id)), ...own.questionnaires],
  };
}
