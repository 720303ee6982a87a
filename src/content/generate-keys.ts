/** `npm run content:keys`: writes src/engine/message-keys.ts. */
import { writeFile } from 'node:fs/promises';
import { loadContent } from './load.ts';
import { messageKeysSource } from './message-keys.ts';

const loaded = await loadContent();
if (loaded.ok) {
  await writeFile(
    new URL('../engine/message-keys.ts', import.meta.url),
    messageKeysSource(loaded.content.catalogues.vi),
  );
} else {
  for (const problem of loaded.problems) console.error(problem);
  process.exitCode = 1;
}
