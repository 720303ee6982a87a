/** Calls that waited for the terminal as the page's, and the other way round. Pure. */

import { z } from 'zod';
import type { Call } from '../channels/channel.ts';

const body = z.looseObject({
  text: z.string().catch(''),
  prompt: z
    .object({ choices: z.array(z.object({ label: z.string() })) })
    .optional()
    .catch(undefined),
});

export function forPage(call: Call): Call {
  return { kind: 'new', body: { kind: 'said', text: body.parse(call.body).text } };
}

/** The choices as the terminal lists them; what was taken of them on the page is not shown there. */
export function forTerminal(call: Call): Call {
  const { text, prompt } = body.parse(call.body);
  const choices = prompt?.choices.map(({ label }, n) => `${n + 1}. ${label}`) ?? [];
  return { kind: 'new', body: { text: choices.length === 0 ? text : [text, '', ...choices].join('\n') } };
}
