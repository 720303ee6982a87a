/** What drizzle-kit reads for PostgreSQL, and the tables of a PostgreSQL connection. */
import { postgresKit } from './kit.ts';
import { defineTables } from './schema.ts';

export const postgresTables = defineTables(postgresKit);

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
} = postgresTables;
