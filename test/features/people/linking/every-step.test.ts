/** Wherever a reflection stands, linking another chat goes on there: the same question, the same draft, and nothing lost. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Kind } from '../../../support/databases.ts';
import type { Arrived, Phones } from '../../../support/stage/phones.ts';
import { Stage } from '../../../support/stage/stage.ts';

type Platform = 'telegram' | 'console' | 'web' | 'zalo';

/** What Minh does, each a minute after what came before; `5 s: …` is said five seconds after. */
interface Story {
  readonly questionnaire?: string;
  readonly acts: readonly string[];
}

/** All free texts: skipped, gone back to, kept; bubbles and late texts that are held; the summary, the way to correct, the end. */
const WRITTEN: Story = {
  acts: [
    '/soi',
    'Tôi được giao phụ trách công tác dân vận.',
    '5 s: Kết quả: mười hai buổi trong quý.',
    '[Thêm vào câu 1]',
    '[Bỏ qua]',
    'Tôi ít phát biểu trong các buổi sinh hoạt.',
    '[Quay lại]',
    '[Giữ nguyên]',
    '46800 s: Năm trước tôi hứa học thêm công nghệ.',
    '[Dùng làm câu trả lời]',
    'Việc thứ năm.',
    '5 s: Nói thêm một câu.',
    '[Không dùng]',
    'Việc thứ sáu.',
    'Việc thứ bảy.',
    '[Để sau]',
    '/tieptuc',
    '[Bỏ qua]',
    'Lời viết thêm ở phần đọc lại.',
    '[Không dùng]',
    '[Sửa]',
    '[Câu 8]',
    'Đề nghị chi ủy gửi tài liệu sớm hơn.',
  ],
};

/** Choices, several choices, a scale, a number, a date: also what is no answer. */
const OF_EVERY_KIND: Story = {
  questionnaire: 'every-kind',
  acts: [
    ...['/soi', 'tốt', 'hoan thanh tot', '[Bỏ qua]', '[Quay lại]', '[Quay lại]', '[Giữ nguyên]', '[Đi họp]', '[Góp ý]'],
    ...['[✔ Đi họp]', '[Giúp đỡ]', '[Xong]', 'mười', '7', 'rất nhiều', '1.250', 'hôm nào đó', '5-4'],
    'Cụ Tư ở nhà một mình.',
  ],
};

class Journey {
  readonly stage: Stage;
  at: Platform;
  readonly #platforms: readonly [Platform, Platform];
  readonly #chats: Record<Platform, number> = { telegram: 9001, console: 9001, web: 9001, zalo: 9001 };

  constructor(stage: Stage, platforms: readonly [Platform, Platform]) {
    this.stage = stage;
    this.#platforms = platforms;
    this.at = platforms[0];
  }

  phones(platform: Platform = this.at): Phones {
    const { phones, beside } = this.stage;
    if (platform === phones.name) return phones;
    if (beside === undefined) throw new Error('there is one platform');
    return beside;
  }

  chat(platform: Platform = this.at): string {
    return String(this.#chats[platform]);
  }

  async does(act: string, platform: Platform = this.at): Promise<void> {
    const { stage } = this;
    const [, seconds, what = act] = act.match(/^(\d+) s: (.+)$/) ?? [];
    stage.wait(seconds === undefined ? 60_000 : Number(seconds) * 1_000);
    const [phones, now] = [this.phones(platform), stage.clock.now()];
    const label = what.match(/^\[(.+)\]$/)?.[1];
    const chat = this.chat(platform);
    await stage.act([label === undefined ? phones.says(chat, what, now) : phones.taps(chat, label, now)]);
  }

  shown(platform: Platform = this.at): readonly Arrived[] {
    return this.phones(platform).lastMessages.get(this.chat(platform)) ?? [];
  }

  /** A code here, typed in a new chat on the other platform; the chat that the person had there is replaced. */
  async crosses(): Promise<void> {
    const there = this.#platforms[this.at === this.#platforms[0] ? 1 : 0];
    await this.does('/lienket');
    const code =
      this.shown()
        .at(-1)
        ?.text.match(/[A-Z2-9]{2}(?:-[A-Z2-9]{2}){3}/)?.[0] ?? '';
    this.#chats[there] += 1;
    await this.does(code, there);
    this.at = there;
  }

  question(): { readonly text: string; readonly choices: readonly string[] } | undefined {
    const last = this.shown().findLast((one) => one.buttons.length > 0);
    return last === undefined
      ? undefined
      : { text: last.text, choices: last.buttons.flat().map((button) => button.text) };
  }

  async frame(): Promise<unknown> {
    const [row] = await this.stage.db.read(({ tx, t }) => tx.select().from(t.conversations));
    const { active, resting } = row?.state as { active?: Record<string, unknown>; resting?: Record<string, unknown> };
    const { promptId: _, askedAt: __, askedIn: ___, answered: ____, ...frame } = active ?? {};
    return [frame, resting?.['step']];
  }

  async answers(): Promise<readonly string[]> {
    const rows = await this.stage.db.read(({ tx, t }) => tx.select().from(t.answers));
    return rows.map(({ questionId, part, state, text }) => `${questionId} ${part} ${state} ${text}`).toSorted();
  }
}

let open: Stage | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function begin(kind: Kind, platforms: readonly [Platform, Platform], { questionnaire }: Story): Promise<Journey> {
  const [channel, beside] = platforms;
  open = await Stage.open(kind, { channel, beside, ...(questionnaire === undefined ? {} : { questionnaire }) });
  await open.joined(['Minh']);
  const journey = new Journey(open, platforms);
  // The chat in which Minh has joined is the one of the journey.
  await open.db.transact(async ({ tx, t }) => void (await tx.update(t.addresses).set({ platformId: journey.chat() })));
  return journey;
}

/** The same without crossing anywhere. */
async function stayingHome(platforms: readonly [Platform, Platform], story: Story) {
  const journey = await begin('sqlite', platforms, story);
  for (const act of story.acts) await journey.does(act);
  const answers = await journey.answers();
  await open?.close();
  return answers;
}

describe.each<[Platform, Platform]>([
  ['telegram', 'web'],
  ['telegram', 'zalo'],
  ['zalo', 'web'],
  ['telegram', 'console'],
  ['web', 'console'],
])('between %s and %s', (...platforms) => {
  it.each<[Kind, string, Story]>([
    ['sqlite', 'texts', WRITTEN],
    ['sqlite', 'questions of every kind', OF_EVERY_KIND],
    ...(platforms[0] === 'telegram' && platforms[1] === 'web'
      ? ([['pglite', 'texts', WRITTEN]] as [Kind, string, Story][])
      : []),
  ])(
    'the dialog crosses at every step, on %s, with %s',
    async (kind, _, story) => {
      const wanted = await stayingHome(platforms, story);
      const journey = await begin(kind, platforms, story);
      for (const [n, act] of story.acts.entries()) {
        await journey.does(act);
        // A bubble that belongs to what was said before comes before anybody changes places.
        if (/^5 s: /.test(story.acts[n + 1] ?? '')) continue;
        const before = { question: journey.question(), frame: await journey.frame(), answers: await journey.answers() };
        await journey.crosses();
        expect(await journey.answers(), act).toEqual(before.answers);
        expect(await journey.frame(), act).toEqual(before.frame);
        if (act !== '[Để sau]') expect(journey.question(), act).toEqual(before.question);
      }
      expect(await journey.answers()).toEqual(wanted);
      await journey.does('[Nộp]');
      const [submission] = await journey.stage.db.read(({ tx, t }) => tx.select().from(t.submissions));
      expect(submission?.state).toBe('submitted');
      const linked = await journey.stage.db.read(({ tx, t }) => tx.select().from(t.addresses));
      expect(linked.filter((one) => one.personId !== null)).toHaveLength(2);
      expect(journey.stage.log.filter(({ level }) => level === 'error')).toEqual([]);
    },
    60_000,
  );
});
