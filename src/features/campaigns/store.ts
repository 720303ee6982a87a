/** Campaigns in the database: the port of the other features, and how an import writes one. */
import { and, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import type { Instant } from '../../lib/env.ts';
import type { CampaignId, UnitId } from '../../lib/ids.ts';
import type { LocalDate } from '../../lib/time.ts';
import { type Campaign, type CampaignContent, type Campaigns, campaignContent } from './model.ts';

/** Looks campaigns up on `c`. */
export function campaigns(c: Connection): Campaigns {
  return { byId: (id) => byId(c, id), current: (unitPath, day) => current(c, unitPath, day) };
}

export async function insertCampaign(c: Connection, campaign: Campaign, now: Instant): Promise<void> {
  await c.tx
    .insert(c.t.campaigns)
    .values({ ...campaign, content: campaignContent.parse(campaign.content), createdAt: now });
}

/** Every round there is, the latest first. */
export async function allRounds(c: Connection): Promise<readonly Pick<Campaign, 'code' | 'opensOn' | 'closesOn'>[]> {
  const { campaigns: table } = c.t;
  return c.tx
    .select({ code: table.code, opensOn: table.opensOn, closesOn: table.closesOn })
    .from(table)
    .orderBy(desc(table.opensOn), desc(table.createdAt), desc(table.id));
}

async function byId(c: Connection, id: CampaignId): Promise<Campaign | undefined> {
  const [row] = await c.tx.select().from(c.t.campaigns).where(eq(c.t.campaigns.id, id));
  return row === undefined ? undefined : campaignOf(row);
}

async function current(c: Connection, unitPath: string, day: LocalDate): Promise<Campaign | undefined> {
  const unitIds = unitPath.split('/').filter((part) => part !== '') as UnitId[];
  if (unitIds.length === 0) return undefined;
  // On the path of every command: prepared once for each depth of the tree.
  const name = `campaigns.current.${unitIds.length}`;
  const select = c.prepared(name, (tx, { campaigns: table }) =>
    tx
      .select()
      .from(table)
      .where(
        and(
          inArray(
            table.unitId,
            unitIds.map((_, n) => sql.placeholder(`unit${n}`)),
          ),
          lte(table.opensOn, sql.placeholder('day')),
        ),
      )
      .orderBy(desc(table.opensOn), desc(table.createdAt), desc(table.id))
      .limit(1)
      .prepare(name),
  );
  const [row] = await select.execute({ ...Object.fromEntries(unitIds.map((id, n) => [`unit${n}`, id])), day });
  return row === undefined ? undefined : campaignOf(row);
}

type Row = Connection['t']['campaigns']['$inferSelect'];

/** Checked content by id; the raw text beside it, because an organiser may correct a round that is running. */
const checked = new Map<CampaignId, { readonly raw: string; readonly content: CampaignContent }>();

function campaignOf(row: Row): Campaign {
  const { id, code, unitId, questionnaire, opensOn, closesOn, meetingDeadline, submissionDeadline } = row;
  return {
    id,
    code,
    unitId,
    questionnaire,
    opensOn,
    closesOn,
    meetingDeadline,
    submissionDeadline,
    content: contentOf(row),
  };
}

function contentOf(row: Row): CampaignContent {
  const raw = JSON.stringify(row.content);
  const known = checked.get(row.id);
  if (known?.raw === raw) return known.content;
  const content = campaignContent.parse(row.content);
  checked.set(row.id, { raw, content });
  return content;
}
