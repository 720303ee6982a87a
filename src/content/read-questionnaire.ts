/** One questionnaire's file, checked for its shape. */
import { type Questionnaire, questionnaire } from './schema.ts';
import type { YamlFile } from './yaml-files.ts';

export function readQuestionnaire(file: YamlFile, problems: string[]): readonly Questionnaire[] {
  const result = questionnaire.safeParse(file.value);
  if (result.success) return [result.data];
  for (const issue of result.error.issues)
    problems.push(`${file.path}: ${placeOf(file.value, issue.path)}: ${issue.message}`);
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
  const id =
    typeof value === 'object' && value !== null
      ? ((value as Record<string, unknown>)['id'] ?? (value as Record<string, unknown>)['key'])
      : undefined;
  return typeof id === 'string' ? ` (${id})` : '';
}
