/** What drizzle-kit reads for SQLite, and the tables of a SQLite connection. */
import { sqliteKit } from './kit.ts';
import { defineTables } from './schema.ts';

export const sqliteTables = defineTables(sqliteKit);

/** drizzle-kit sees named exports only; a test compares this list with the tables. */
export const {
  units,
  persons,
  memberships,
  roles,
  addresses,
  invites,
  linkCodes,
  consents,
  mutes,
  questionnaires,
  campaigns,
  submissions,
  revisions,
  photos,
  answers,
  papers,
  handedIn,
  meetings,
  attendances,
  readings,
  audit,
  meta,
  conversations,
  prompts,
  inbox,
  outbox,
  schedules,
  reminders,
  handouts,
  webChats,
  webEntries,
  webAwaited,
  webFiles,
  webPlaces,
  writingLinks,
  sentMonths,
  untold,
} = sqliteTables;
