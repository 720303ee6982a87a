/** What is kept where a platform counts messages and people: how much of the month is used, and who was not told for it. */
import type { PersonId } from '../../lib/ids.ts';
import type { LocalDate, LocalMonth } from '../../lib/time.ts';
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
      /** When one message of the program's own accord last tried whether that is over. */
      triedAt: k.at('tried_at'),
    },
    (t) => [k.key({ columns: [t.channel, t.month] })],
  );
  /** Who had something coming that no channel could carry, until something of the program's own accord is sent to them or an answer tells it. */
  const untold = k.table('untold', {
    personId: k
      .id<PersonId>('person_id')
      .primaryKey()
      .references(() => people.persons.id, { onDelete: 'cascade' }),
    since: k.at('since').notNull(),
    /** The day of the first reminder among it; null when there is none. */
    reminderDay: k.text<LocalDate>('reminder_day'),
    /** A notice is among it, of which the words are not kept. */
    notice: k.bool('notice').notNull(),
  });
  return { sentMonths, untold };
}
