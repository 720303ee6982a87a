/** What both halves of the page of /dulieu are made with. Pure. */
import type { PageSection } from '../../engine/say.ts';
import type { Instant } from '../../lib/env.ts';
import type { PersonId, QuestionnaireHash } from '../../lib/ids.ts';
import type { LocalMinute, Zone } from '../../lib/time.ts';
import type { Questionnaire } from '../questionnaires/model.ts';

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

export function section(heading: PageSection['heading'], lines: readonly Line[]): PageSection {
  return { heading, lines };
}
