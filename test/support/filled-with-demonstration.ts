/** The demonstration in a test database, loaded once for all tests of a worker and copied for each. */
import { loadContent } from '../../src/content/load.ts';
import { loadDemo } from '../../src/demo/load.ts';
import { systemEnv } from '../../src/system-env.ts';
import type { Filling } from './databases.ts';

export const demonstration: Filling = {
  name: 'demonstration',
  fill: async (db) => {
    const loaded = await loadContent();
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    const [questionnaire] = loaded.content.questionnaires;
    if (questionnaire === undefined) throw new Error('no questionnaire is shipped');
    await loadDemo(db, { env: systemEnv(), zone: 'Asia/Ho_Chi_Minh', questionnaire });
  },
};
