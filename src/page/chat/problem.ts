/** Why something was not taken, in words. */
import { LARGEST_FILE, LONGEST_TEXT, type Problem } from '../../channels/web/protocol.ts';
import { sizeOf } from '../times.ts';
import { t } from '../words.ts';

export function problemText(problem: Problem | undefined): string {
  switch (problem) {
    case 'too-long':
      return t('page.problem-too-long', { limit: LONGEST_TEXT });
    case 'too-large':
      return t('page.problem-too-large', { limit: sizeOf(LARGEST_FILE) });
    case 'wrong-type':
      return t('page.problem-wrong-type');
    case 'no-picture':
      return t('page.problem-no-picture');
    case 'forbidden':
      return t('page.problem-forbidden');
    default:
      return t('page.problem-other');
  }
}
