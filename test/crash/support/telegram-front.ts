import { startFakeTelegram } from '../../support/fake-telegram/server.ts';
import { doubledIn, surplus, unexplained } from './books.ts';
import { type Front, type FrontOptions, THINK_MS } from './front.ts';
import { FIRST_CHAT } from './town.ts';

/** How a bot finds this double. */
export function telegramEnv({ apiRoot, token }: { readonly apiRoot: string; readonly token: string }) {
  return { TELEGRAM_API_ROOT: apiRoot, TELEGRAM_BOT_TOKEN: token };
}

const PICTURE_MS = 100;

/** Telegram tells again what was not confirmed, and a message in the air at a kill is sent once more: doubles have to be explained. */
export async function telegramFront({ population, questions, photos = false }: FrontOptions): Promise<Front> {
  const fake = await startFakeTelegram();
  const chats = Array.from({ length: population }, (_, n) => String(FIRST_CHAT + n));
  for (const id of chats) fake.person(Number(id));
  // Time enough to be killed in the middle of it.
  if (photos) fake.fault({ kind: 'slowHeaders', method: 'getFile', ms: PICTURE_MS, count: Number.POSITIVE_INFINITY });
  return {
    channel: 'telegram',
    chats,
    env: telegramEnv(fake),
    secret: fake.token.split(':')[1] ?? fake.token,
    ends: ['sent'],
    talk: (chatId, answers) => {
      const run = fake.run([Number(chatId)], {
        start: '/soi',
        question: `^Câu (\\d+)/${questions}\\.`,
        answers: answers.map((answer, n) => (photos && n % 2 === 1 ? { photo: answer } : answer)),
        summary: `^Đồng chí đã trả lời ${questions}/${questions} câu`,
        taps: ['Nộp'],
        finished: 'đã nhận bản tự soi của đồng chí',
        thinkMs: THINK_MS,
      });
      const [person] = run.people;
      if (person === undefined) throw new Error('a script has a person');
      const { said, steppedBack } = person;
      return {
        done: run.done,
        stop: run.stop,
        resident: () => ({ chatId, said, steppedBack, finished: person.finished }),
      };
    },
    lastWords: (chatId) =>
      fake
        .shown(Number(chatId))
        .slice(-3)
        .map(({ text }) => text),
    settled: () => fake.settled(),
    close: () => fake.close(),
    judge: async (db, residents, kills) => {
      const people = residents.map(({ chatId }) => Number(chatId));
      const doubled = people.flatMap((id) => doubledIn(fake, id));
      const more = await surplus(db, fake, people);
      const wrong =
        more === doubled.length
          ? []
          : [`${more} messages arrived beyond those sent, of which ${doubled.length} were found`];
      return { doubled: doubled.length, unexplained: unexplained(doubled, kills), wrong, counted: [] };
    },
  };
}
