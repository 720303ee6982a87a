/** What both halves of the page of /dulieu are made with. Pure. */
import { type PageSection, words } from '../../engine/say.ts';
import type { Instant } from '../../lib/env.ts';
import type { PersonId, QuestionnaireHash } from '../../lib/ids.ts';
import type { LocalMinute, Zone } from '../../lib/time.ts';
import { type Questionnaire, type Spot, spotOf } from '../questionnaires/model.ts';

export type Minute = (at: Instant) => { readonly minute: LocalMinute };
export type Line = PageSection['lines'][number];

export interface Looking {
  /** Whose page it is. */
  readonly me: PersonId;
  readonly now: Instant;
  readonly zone: Zone;
  readonly questionnaires: ReadonlyMap<QuestionnaireHash, Questionnaire>;
  readonly minute: Minute;
}

/** What stands under this key in a questionnaire. */
export function lookedUp(questionnaire: Questionnaire | undefined, key: string): Spot | undefined {
  return questionnaire === undefined ? undefined : spotOf(questionnaire, key);
}

/** A question, and of which item it is; a group by what it asks. */
export function headingOf(spot: Spot): PageSection['heading'] {
  if (spot.at === 'question') return spot.question.text;
  if (spot.at === 'group') return spot.group.text;
  const { group, item } = spot;
  const question = spot.at === 'field' ? spot.question.text : group.text;
  return words('mydata.item', { item: group.item, number: item, question });
}

export function section(heading: PageSection['heading'], lines: readonly Line[]): PageSection {
  return { heading, lines };
}
