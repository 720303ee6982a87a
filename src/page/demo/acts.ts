/** What the page asks the server to do beside what is said in the phones. */
import type { ClockTo, MoveProblem, PeopleOnPage } from '../../channels/web/demonstration/protocol.ts';
import { newKey } from '../browser.ts';
import { postJson } from '../chat/post.ts';

/** Undefined when the clock moves. */
export async function moveClock(to: string): Promise<MoveProblem | 'failed' | undefined> {
  try {
    const answer = await fetch('/demo/clock', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ to } satisfies ClockTo),
    });
    if (answer.ok) return undefined;
    if (answer.status !== 409) return 'failed';
    return ((await answer.json()) as { readonly problem: MoveProblem }).problem;
  } catch {
    return 'failed';
  }
}

/** False when it could not be done. */
export async function restart(): Promise<boolean> {
  return (await postJson('/demo/restart', {})).kind === 'taken';
}

export async function startOver(): Promise<boolean> {
  return (await postJson('/demo/start-over', {})).kind === 'taken';
}

/** Says something in a phone, as if it were typed there. */
export async function sayIn(code: string, text: string): Promise<void> {
  await postJson(`/demo/phones/${code}/send`, { key: newKey(), input: { kind: 'text', text } });
}

export async function loadPeople(): Promise<PeopleOnPage | undefined> {
  try {
    const answer = await fetch('/demo/people', { cache: 'no-store' });
    return answer.ok ? ((await answer.json()) as PeopleOnPage) : undefined;
  } catch {
    return undefined;
  }
}
