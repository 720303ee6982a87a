/** What is asked: versioned content, published by hash, never changed afterwards. */
import type { Questionnaire } from '../../content/schema.ts';
import type { QuestionnaireHash } from '../../lib/ids.ts';

export { type Condition, type Question, type Questionnaire, questionnaire } from '../../content/schema.ts';

/** Published questionnaires; a version once published never changes, so what was loaded may be kept. */
export interface Questionnaires {
  byHash(hash: QuestionnaireHash): Promise<Questionnaire>;
}
