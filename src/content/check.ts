/** Everything that can be known to be wrong with the content before it is used. Pure. */
import { messageProblems } from './check/messages.ts';
import { questionnaireProblems } from './check/questionnaire.ts';
import type { Content } from './load.ts';

/** One sentence for each problem; none means that the content may be used. */
export function contentProblems(content: Content): readonly string[] {
  const ids = content.questionnaires.map((one) => one.id);
  const twice = [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))];
  return [
    ...messageProblems(content.catalogues),
    ...twice.map((id) => `questionnaire ${id}: two files have this id`),
    ...content.questionnaires.flatMap(questionnaireProblems),
  ];
}
