/** A database with people who have joined and agreed, written before the bot starts: one cell, nobody with a duty. */
import { loadContent } from '../../../src/content/load.ts';
import type { Database } from '../../../src/db/database.ts';
import { insertCampaign } from '../../../src/features/campaigns/store.ts';
import { insertMemberships, insertPeople, insertUnits } from '../../../src/features/organisation/store.ts';
import { CONSENT_VERSION } from '../../../src/features/people/rules.ts';
import { publish } from '../../../src/features/questionnaires/store.ts';
import type { AddressId, CampaignId, PersonId, UnitId } from '../../../src/lib/ids.ts';
import { addDays, dayOf, type LocalDate } from '../../../src/lib/time.ts';
import { systemEnv } from '../../../src/system-env.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
export const FIRST_CHAT = 1001;
const SINCE = '2020-01-01' as LocalDate;

export interface TownOptions {
  /** The first so many of the eight questions are asked. */
  readonly questions?: number;
  /** Every second of them takes a picture. */
  readonly photos?: boolean;
  /** Of Telegram, FIRST_CHAT and the following, when left out. */
  readonly chats?: { readonly channel: string; readonly ids: readonly string[] };
}

/** Migrates `db` and writes `people` members, one for each chat. The round is open for months around now. */
export async function writeTown(
  db: Database,
  people: number,
  { questions, photos = false, chats }: TownOptions = {},
): Promise<readonly PersonId[]> {
  const loaded = await loadContent();
  const [questionnaire] = loaded.ok ? loaded.content.questionnaires : [];
  if (questionnaire === undefined) throw new Error('no questionnaire comes with the program');
  const asked = questionnaire.questions.slice(0, questions).map((one, n) => {
    const { id, text, required } = one;
    return photos && n % 2 === 1 ? { id, kind: 'photo' as const, max: 1, text, required, private: false } : one;
  });
  await db.migrate();
  const env = systemEnv();
  const now = env.now();
  const today = dayOf(now, ZONE);
  const ids = Array.from({ length: people }, () => env.newId<PersonId>());
  const [root, cell] = [env.newId<UnitId>(), env.newId<UnitId>()];
  await db.transact(async (c) => {
    await insertUnits(c, [
      { id: root, code: 'DUPX', name: 'Đảng bộ phường Xuân', kind: 'committee', sort: undefined, parentId: undefined },
      { id: cell, code: 'CB01', name: 'Chi bộ 1', kind: 'cell', sort: 'residential', parentId: root },
    ]);
    await insertPeople(
      c,
      ids.map((id, n) => ({ id, code: `CB01-${n + 1}`, name: `Nguyễn Văn Thử ${n + 1}`, createdAt: now })),
    );
    await insertMemberships(
      c,
      ids.map((personId) => ({
        id: env.newId(),
        personId,
        unitId: cell,
        status: 'official' as const,
        validFrom: SINCE,
      })),
    );
    await insertCampaign(
      c,
      {
        id: env.newId<CampaignId>(),
        code: 'TSTS',
        unitId: root,
        questionnaire: await publish(c, { ...questionnaire, questions: asked }, now),
        opensOn: addDays(today, -1),
        closesOn: addDays(today, 60),
        meetingDeadline: addDays(today, 30),
        submissionDeadline: addDays(today, 30),
        content: {
          title: { vi: 'Tự soi, tự sửa', en: 'Self-review' },
          document: { number: '121-KH/ĐU', date: today, issuer: 'Đảng ủy phường Xuân' },
          agenda: [{ vi: 'báo cáo của chi bộ', en: 'report of the cell' }],
          reminders: { meetingUnscheduled: [7], meetingUnreportedEvery: 3, submissionMissing: [5, 1, -1] },
        },
      },
      now,
    );
    const channel = chats?.channel ?? 'telegram';
    for (const [n, personId] of ids.entries()) {
      const platformId = chats?.ids[n] ?? String(FIRST_CHAT + n);
      const at = { channel, platformId, personId, linkedAt: now, createdAt: now };
      await c.tx.insert(c.t.addresses).values({ id: env.newId<AddressId>(), ...at });
      const consent = {
        personId,
        decision: 'given' as const,
        textVersion: CONSENT_VERSION,
        at: now,
        channel,
      };
      await c.tx.insert(c.t.consents).values({ id: env.newId(), ...consent });
    }
  });
  return ids;
}
