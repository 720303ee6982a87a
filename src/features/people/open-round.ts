/** Whether a member's cell has a round that is open today. */
import { isOpen } from '../campaigns/model.ts';
import type { Acting } from '../feature.ts';

/** Whether there is anything to begin: the button would only be answered that there is not. */
export async function inOpenRound({ campaigns, directory, person, today }: Acting): Promise<boolean> {
  const { cell } = await directory.standing(person.id);
  const round = cell === undefined ? undefined : await campaigns.current(cell.path, today);
  return round !== undefined && isOpen(round, today);
}
