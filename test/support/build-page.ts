/** Once before all tests: the page as its sources are now, which tests of the server and in browsers serve. */
import { buildPage } from '../../src/page/build.ts';

export async function setup(): Promise<void> {
  await buildPage();
}
