/** Everything stored about one person, from all tables: for nobody but that person. */
import { and, eq, inArray, isNotNull, or } from 'drizzle-orm';
import type { Connection } from '../../db/database.ts';
import { endingOf, isPicture } from '../../lib/file-types.ts';
import type { AddressId, PersonId } from '../../lib/ids.ts';
import type { Seal } from '../../lib/seal.ts';

export type MyData = Awaited<ReturnType<typeof loadMyData>>;

/** Answers are opened; codes and their hashes are left out, because they give access and say nothing about the person. */
export async function loadMyData(c: Connection, id: PersonId, seal: Seal) {
  const photos = await loadPhotos(c, id, seal);
  return {
    ...(await loadPerson(c, id)),
    ...(await loadWork(c, id, seal)),
    photos,
    ...(await loadTraces(c, id, seal)),
  };
}

async function loadPerson({ tx, t }: Connection, id: PersonId) {
  const [person] = await tx
    .select({ code: t.persons.code, name: t.persons.name, language: t.persons.locale, createdAt: t.persons.createdAt })
    .from(t.persons)
    .where(eq(t.persons.id, id));
  const unit = { unit: t.units.name, unitCode: t.units.code };
  const memberships = await tx
    .select({ ...unit, status: t.memberships.status, from: t.memberships.validFrom, until: t.memberships.validTo })
    .from(t.memberships)
    .innerJoin(t.units, eq(t.units.id, t.memberships.unitId))
    .where(eq(t.memberships.personId, id))
    .orderBy(t.memberships.validFrom);
  const roles = await tx
    .select({ ...unit, role: t.roles.role, from: t.roles.validFrom, until: t.roles.validTo })
    .from(t.roles)
    .innerJoin(t.units, eq(t.units.id, t.roles.unitId))
    .where(eq(t.roles.personId, id))
    .orderBy(t.roles.validFrom);
  const { channel, platformId, linkedAt, locale, gone, goneAt } = t.addresses;
  const addresses = await tx
    .select({ channel, platformId, linkedAt, language: locale, undeliverable: gone, undeliverableAt: goneAt })
    .from(t.addresses)
    .where(eq(t.addresses.personId, id));
  const invites = await tx
    .select({
      createdAt: t.invites.createdAt,
      expiresAt: t.invites.expiresAt,
      closedAt: t.invites.closedAt,
      closedWhy: t.invites.closedWhy,
      createdBy: t.persons.name,
    })
    .from(t.invites)
    .leftJoin(t.persons, eq(t.persons.id, t.invites.createdBy))
    .where(eq(t.invites.personId, id))
    .orderBy(t.invites.createdAt);
  const linkCodes = await loadLinkCodes({ tx, t }, id);
  const consents = await tx
    .select({
      decision: t.consents.decision,
      textVersion: t.consents.textVersion,
      at: t.consents.at,
      channel: t.consents.channel,
    })
    .from(t.consents)
    .where(eq(t.consents.personId, id))
    .orderBy(t.consents.at);
  return { person, memberships, roles, addresses, invites, linkCodes, consents };
}

async function loadLinkCodes({ tx, t }: Pick<Connection, 'tx' | 't'>, id: PersonId) {
  const { createdAt, expiresAt, closedAt, closedWhy } = t.linkCodes;
  return tx
    .select({ createdAt, expiresAt, closedAt, closedWhy })
    .from(t.linkCodes)
    .where(eq(t.linkCodes.personId, id))
    .orderBy(createdAt);
}

async function loadWork({ tx, t }: Connection, id: PersonId, seal: Seal) {
  const submissions = await tx
    .select({
      id: t.submissions.id,
      campaign: t.campaigns.code,
      state: t.submissions.state,
      createdAt: t.submissions.createdAt,
      submittedAt: t.submissions.submittedAt,
    })
    .from(t.submissions)
    .innerJoin(t.campaigns, eq(t.campaigns.id, t.submissions.campaignId))
    .where(eq(t.submissions.personId, id))
    .orderBy(t.submissions.createdAt);
  const revisions = await tx
    .select({ revision: t.revisions })
    .from(t.revisions)
    .innerJoin(t.submissions, eq(t.submissions.id, t.revisions.submissionId))
    .where(eq(t.submissions.personId, id))
    .orderBy(t.revisions.number);
  const answers = await tx
    .select({ answer: t.answers })
    .from(t.answers)
    .innerJoin(t.revisions, eq(t.revisions.id, t.answers.revisionId))
    .innerJoin(t.submissions, eq(t.submissions.id, t.revisions.submissionId))
    .where(eq(t.submissions.personId, id))
    .orderBy(t.answers.givenAt, t.answers.part);
  const papers = await tx
    .select({
      campaign: t.campaigns.code,
      state: t.papers.state,
      claimedAt: t.papers.claimedAt,
      confirmedAt: t.papers.confirmedAt,
      confirmedBy: t.persons.name,
    })
    .from(t.papers)
    .innerJoin(t.campaigns, eq(t.campaigns.id, t.papers.campaignId))
    .leftJoin(t.persons, eq(t.persons.id, t.papers.confirmedBy))
    .where(eq(t.papers.personId, id));
  const meetingReplies = await tx
    .select({ meeting: t.meetings.startsAt, place: t.meetings.place, reply: t.attendances.reply, at: t.attendances.at })
    .from(t.attendances)
    .innerJoin(t.meetings, eq(t.meetings.id, t.attendances.meetingId))
    .where(eq(t.attendances.personId, id))
    .orderBy(t.attendances.at);
  const opened = answers.map(({ answer }) => ({
    ...answer,
    text: answer.text === null ? null : seal.open(answer.text),
  }));
  return {
    submissions,
    revisions: revisions.map((one) => one.revision),
    answers: opened,
    papers,
    meetingReplies,
  };
}

/** Pictures and documents that are answers, each under the name of the file it is handed out as. */
async function loadPhotos({ tx, t }: Pick<Connection, 'tx' | 't'>, id: PersonId, seal: Seal) {
  const rows = await tx.select().from(t.photos).where(eq(t.photos.personId, id)).orderBy(t.photos.at, t.photos.id);
  return rows.map(({ id: photoId, type, bytes, at }, index) => {
    const called = isPicture(type) ? 'photo' : 'document';
    const file = `${called === 'photo' ? 'anh' : 'tep'}-${index + 1}.${endingOf(type)}`;
    return { id: photoId, called, file, type, at, bytes: seal.openBytes(bytes) } as const;
  });
}

/** What the program and others did with it: readings, reminders, the audit trail, messages in and out. */
async function loadTraces({ tx, t }: Connection, id: PersonId, seal: Seal) {
  const readingsOfMyTexts = await tx
    .select({ reader: t.persons.name, at: t.readings.at, revisionId: t.readings.revisionId })
    .from(t.readings)
    .leftJoin(t.persons, eq(t.persons.id, t.readings.readerId))
    .where(eq(t.readings.authorId, id))
    .orderBy(t.readings.at);
  const readingsByMe = await tx
    .select({ at: t.readings.at })
    .from(t.readings)
    .where(eq(t.readings.readerId, id))
    .orderBy(t.readings.at);
  const reminders = await tx
    .select({ day: t.reminders.day, reasons: t.reminders.reasons, digest: t.reminders.digest })
    .from(t.reminders)
    .where(eq(t.reminders.personId, id))
    .orderBy(t.reminders.day);
  const mutes = await tx
    .select({ campaign: t.campaigns.code, at: t.mutes.at })
    .from(t.mutes)
    .innerJoin(t.campaigns, eq(t.campaigns.id, t.mutes.campaignId))
    .where(eq(t.mutes.personId, id));
  const audit = await tx
    .select({
      at: t.audit.at,
      actorId: t.audit.actorId,
      action: t.audit.action,
      subject: t.audit.subject,
      detail: t.audit.detail,
    })
    .from(t.audit)
    .where(or(eq(t.audit.actorId, id), eq(t.audit.subject, id)))
    .orderBy(t.audit.seq);
  const [conversation] = await tx
    .select({ state: t.conversations.state, updatedAt: t.conversations.updatedAt })
    .from(t.conversations)
    .where(eq(t.conversations.personId, id));
  return {
    readingsOfMyTexts,
    readingsByMe,
    reminders,
    mutes,
    audit,
    conversation,
    ...(await loadMessages({ tx, t }, id, seal)),
  };
}

async function loadMessages({ tx, t }: Pick<Connection, 'tx' | 't'>, id: PersonId, seal: Seal) {
  const mine = await tx
    .select({ id: t.addresses.id, channel: t.addresses.channel, platformId: t.addresses.platformId })
    .from(t.addresses)
    .where(eq(t.addresses.personId, id));
  const ids = mine.map((one) => one.id);
  if (ids.length === 0)
    return {
      outbox: [],
      received: [],
      keptEvents: [],
      browsers: [],
      chatOnPage: [],
      filesOnPage: [],
      filesBehindLinks: [],
    };
  const outbox = await tx
    .select({ state: t.outbox.state, lane: t.outbox.lane })
    .from(t.outbox)
    .where(inArray(t.outbox.addressId, ids));
  const ofMine = or(
    ...mine.map((one) => and(eq(t.inbox.channel, one.channel), eq(t.inbox.platformId, one.platformId))),
  );
  const received = await tx.select({ state: t.inbox.state }).from(t.inbox).where(ofMine);
  /** Kept with their words only while they may still be replayed after a failure. */
  const keptEvents = await tx
    .select({ receivedAt: t.inbox.receivedAt, state: t.inbox.state, event: t.inbox.event })
    .from(t.inbox)
    .where(and(ofMine, isNotNull(t.inbox.event)));
  return { outbox, received, keptEvents, ...(await loadPage({ tx, t }, ids, seal)) };
}

/** The chat on the page, with the browsers that were or are signed in there. */
async function loadPage({ tx, t }: Pick<Connection, 'tx' | 't'>, ids: readonly AddressId[], seal: Seal) {
  const { label, createdAt, seenAt, endedAt, addressId } = t.webPlaces;
  const browsers = await tx
    .select({ label, createdAt, seenAt, endedAt })
    .from(t.webPlaces)
    .where(inArray(addressId, [...ids]))
    .orderBy(createdAt);
  const { n, at, body } = t.webEntries;
  const entries = await tx
    .select({ n, at, body })
    .from(t.webEntries)
    .where(inArray(t.webEntries.addressId, [...ids]))
    .orderBy(n);
  const files = await tx
    .select({ entry: t.webFiles.n, name: t.webFiles.name, type: t.webFiles.type })
    .from(t.webFiles)
    .where(inArray(t.webFiles.addressId, [...ids]))
    .orderBy(t.webFiles.n);
  const filesBehindLinks = await tx
    .select({ name: t.handouts.name, type: t.handouts.type, expiresAt: t.handouts.expiresAt })
    .from(t.handouts)
    .where(inArray(t.handouts.addressId, [...ids]))
    .orderBy(t.handouts.expiresAt);
  const chat = entries.map((one) => ({ ...one, body: JSON.parse(seal.open(one.body)) as unknown }));
  return {
    browsers,
    chatOnPage: chat,
    filesOnPage: files,
    filesBehindLinks: filesBehindLinks.map((one) => ({ ...one, name: seal.open(one.name) })),
  };
}
