/** Where somebody stands in the round of their cell: what most commands of this feature begin with. */
import { type Choice, type Say, say, words } from '../../engine/say.ts';
import { type Campaign, isOpen } from '../campaigns/model.ts';
import type { Acting, Outcome } from '../feature.ts';
import type { Unit } from '../organisation/model.ts';
import type { Permission } from '../organisation/policy.ts';
import type { Submission } from './model.ts';
import { submissionOf } from './store.ts';

export interface Round {
  readonly cell: Unit;
  readonly exempt: boolean;
  readonly campaign: Campaign;
  readonly open: boolean;
  readonly submission: Submission | undefined;
}

/** The round this person takes part in today, or why there is none. */
export async function roundOf(acting: Acting): Promise<Round | Say> {
  const { cell, status } = await acting.directory.standing(acting.person.id);
  if (cell === undefined) return say('submissions.no-cell');
  const campaign = await acting.campaigns.current(cell.path, acting.today);
  if (campaign === undefined) return say('submissions.no-campaign');
  const submission = await submissionOf(acting.c, campaign.id, acting.person.id);
  return { cell, exempt: status === 'exempt', campaign, open: isOpen(campaign, acting.today), submission };
}

/** A reminder's button names its round: tapped in a later one it says so and does nothing. */
export function ofEarlierRound({ campaign }: Round, args: string): Say | undefined {
  return args === '' || args === campaign.id ? undefined : say('common.earlier-round');
}

/** A button that runs a command, written as it would be typed: `docbai <id>`. */
export function menu(key: string, label: Choice['label'], line: string): Choice {
  const [name = '', ...args] = line.split(' ');
  return { key, label, command: { name, args: args.join(' ') } };
}

export const continueChoice = menu('continue', words('submissions.button-continue'), 'tieptuc');
export const reflectChoice = menu('reflect', words('submissions.button-reflect'), 'soi');
export const reviseChoice = menu('revise', words('submissions.button-revise'), 'suabai');
export const reviewChoice = menu('review', words('submissions.button-review'), 'xemlai');

/** Said and kept on record when somebody asks for what is not theirs. */
export function refused(permission: Permission, subject: string): Outcome {
  return { says: [say('common.refused')], facts: [{ type: 'access.refused', permission, subject }] };
}
