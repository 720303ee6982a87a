/** What is kept where a platform counts messages and people: how much of the month is used, and who was not told for it. */
import type { PersonId } from '../../lib/ids.ts';
import type { LocalMonth } from '../../lib/time.ts';
import type { Kit } from '../kit.ts';
import type { peopleTables } from './people.ts';

export function meteringTables(k: Kit, people: ReturnType<typeof peopleTables>) {
  /** One row a channel and calendar month of the organisation's zone. */
  const sentMonths = k.table(
    'sent_months',
    {
      channel: k.text('channel').notNull(),
      month: k.text<LocalMonth>('month').notNull(),
      /** Calls that were taken, and those of which nobody knows. */
      sent: k.int('sent').notNull(),
      /** The highest percentage of which the administrators have been told. */
      warnedMessages: k.int('warned_messages').notNull().default(0),
      warnedPeople: k.int('warned_people').notNull().default(0),
      /** Since when the platform has refused everything as too much; null once it takes a message. */
      suspectedSince: k.at('suspected_since'),
    },
    (t) => [k.key({ columns: [t.channel, t.month] })],
  );
  /** Who had something coming that no channel could carry, until they write or something reaches them. */
  const untold = k.table('untold', {
    personId: k
      .id<PersonId>('person_id')
      .primaryKey()
      .references(() => people.persons.id, { onDelete: 'cascade' }),
    since: k.at('since').notNull(),
  });
  return { sentMonths, untold };
}
