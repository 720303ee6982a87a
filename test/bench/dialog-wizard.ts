/**
 * The other contestant: the same dialog as an ordinary, good telegraf bot has it. A wizard scene, long polling with
 * `launch`, and the session in a SQLite file by better-sqlite3 in WAL with synchronous=FULL. What a careful author would do
 * is done: statements are prepared once, an answer is a row and is written together with the session in the one transaction
 * of its update, and connections are kept open (telegraf drops the agent for a plain http address; over https it keeps it).
 */
import { Agent } from 'node:http';
import BetterSqlite3 from 'better-sqlite3';
import { type Context, Markup, Scenes, session, Telegraf } from 'telegraf';
import { argument, serve } from './support/child.ts';
import type { Contest } from './support/dialog.ts';
import { QUESTIONS } from './support/ten-questions.ts';

interface State {
  answers?: string[];
}
type Wizard = Scenes.WizardContext;

const BEGIN = `Bản tự soi có ${QUESTIONS.length} câu. Câu nào trả lời xong được lưu ngay vào bản nháp; đồng chí có thể nghỉ và viết tiếp lúc khác.`;

const { apiRoot, token, file } = argument<Contest>();
const db = new BetterSqlite3(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  CREATE TABLE sessions (key TEXT PRIMARY KEY, session TEXT NOT NULL);
  CREATE TABLE answers (chat INTEGER NOT NULL, question INTEGER NOT NULL, text TEXT NOT NULL, given_at INTEGER NOT NULL, PRIMARY KEY (chat, question));
`);
const statements = {
  read: db.prepare<[string], { session: string }>('SELECT session FROM sessions WHERE key = ?'),
  write: db.prepare<[string, string]>(
    'INSERT INTO sessions VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET session = excluded.session',
  ),
  remove: db.prepare<[string]>('DELETE FROM sessions WHERE key = ?'),
  answer: db.prepare<[number, number, string, number]>(
    'INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT (chat, question) DO UPDATE SET text = excluded.text, given_at = excluded.given_at',
  ),
};

/** Answers of updates in progress, written with their session: one transaction, and one wait for the disk, an update. */
const given = new Map<string, () => void>();
const write = db.transaction((key: string, value: object) => {
  given.get(key)?.();
  given.delete(key);
  statements.write.run(key, JSON.stringify(value));
});
const store = {
  get: (key: string) => {
    const row = statements.read.get(key);
    return row === undefined ? undefined : (JSON.parse(row.session) as object);
  },
  set: (key: string, value: object) => write(key, value),
  delete: (key: string) => void statements.remove.run(key),
};

const stateOf = (ctx: Wizard): State => ctx.wizard.state as State;

async function ask(ctx: Wizard, question: number): Promise<void> {
  const buttons = [Markup.button.callback('Bỏ qua', 'skip'), Markup.button.callback('Để sau', 'later')];
  if (question > 1) buttons.splice(1, 0, Markup.button.callback('Quay lại', 'back'));
  await ctx.reply(
    `Câu ${question}/${QUESTIONS.length}. ${QUESTIONS[question - 1] ?? ''}`,
    Markup.inlineKeyboard(buttons),
  );
}

async function summarise(ctx: Wizard): Promise<void> {
  const lines = (stateOf(ctx).answers ?? []).map((text, n) => `${n + 1}. ${text}`);
  await ctx.reply(`Đồng chí đã trả lời ${lines.length}/${QUESTIONS.length} câu.\n\n${lines.join('\n')}`);
  await ctx.scene.leave();
}

const textOf = (ctx: Context): string | undefined =>
  ctx.message !== undefined && 'text' in ctx.message ? ctx.message.text : undefined;

/** Takes the answer of `question` and asks the next one. */
function step(question: number) {
  return async (ctx: Wizard): Promise<void> => {
    const text = textOf(ctx);
    if (text === undefined) return;
    const { chat, from } = ctx;
    const at = (ctx.message?.date ?? 0) * 1000;
    if (chat !== undefined && from !== undefined)
      given.set(`${from.id}:${chat.id}`, () => void statements.answer.run(chat.id, question, text, at));
    const state = stateOf(ctx);
    state.answers = [...(state.answers ?? []), text];
    if (question === QUESTIONS.length) return summarise(ctx);
    ctx.wizard.next();
    await ask(ctx, question + 1);
  };
}

const wizard = new Scenes.WizardScene<Wizard>('reflection', ...QUESTIONS.map((_, n) => step(n + 1)));
wizard.enter(async (ctx) => {
  await ctx.reply(BEGIN);
  await ask(ctx, 1);
});
wizard.action('skip', async (ctx) => {
  await ctx.answerCbQuery();
  ctx.wizard.next();
  await ask(ctx, ctx.wizard.cursor + 1);
});
wizard.action('back', async (ctx) => {
  await ctx.answerCbQuery();
  ctx.wizard.back();
  await ask(ctx, ctx.wizard.cursor + 1);
});
wizard.action('later', async (ctx) => {
  await ctx.answerCbQuery();
  await ctx.scene.leave();
});

const bot = new Telegraf<Wizard>(token, { telegram: { apiRoot } });
const agent = new Agent({ keepAlive: true });
bot.telegram.options.agent = agent;
bot.use((ctx, next) => {
  ctx.telegram.options.agent = agent;
  return next();
});
bot.use(session({ store }));
bot.use(new Scenes.Stage<Wizard>([wizard]).middleware());
bot.command('soi', (ctx) => ctx.scene.enter('reflection'));

const running = bot.launch();
serve(async () => {
  bot.stop();
  await running;
  db.close();
});
