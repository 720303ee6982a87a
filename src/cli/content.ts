/** `tusoi content check`: everything wrong with messages and questionnaires, at once. */
import { contentProblems } from '../content/check.ts';
import { openContent, Refusal } from '../opening.ts';
import { print, settings } from './open.ts';

export async function content(what: string | undefined): Promise<number> {
  if (what !== 'check') throw new Refusal('What about the content?', ['tusoi content check']);
  const loaded = await openContent(settings());
  const problems = contentProblems(loaded);
  for (const problem of problems) print(`✗ ${problem}`);
  const messages = Object.keys(loaded.catalogues.vi).length;
  if (problems.length === 0)
    print(`✔ ${messages} messages in two languages, ${loaded.questionnaires.length} questionnaires`);
  return problems.length === 0 ? 0 : 1;
}
