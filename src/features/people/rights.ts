/** What members may do about their own data at any time: withdraw, take a copy, choose the language. */
import { Buffer } from 'node:buffer';
import { atRest } from '../../engine/conversation.ts';
import { type Choice, type Say, say, words, writeChoice } from '../../engine/say.ts';
import type { Acting, Outcome } from '../feature.ts';
import { LANGUAGES, readLocale } from './joining.ts';
import { fileOf } from './mydata-file.ts';
import { pageOf } from './mydata-page.ts';
import { loadMyData, type MyData } from './mydata-store.ts';
import { latestConsent } from './store.ts';

const KEEP = 'giu';

/** `/rutdongy`: asks once more, because drafts do not come back. */
export async function withdraw(acting: Acting): Promise<Outcome> {
  const consent = await latestConsent(acting.c, acting.person.id);
  if (consent?.decision !== 'given') return { says: [say('people.withdraw.nothing')] };
  const choices: readonly Choice[] = [
    { key: 'withdraw', label: words('people.withdraw.button'), command: { name: 'rutdongychon', args: consent.id } },
    { key: 'keep', label: words('people.withdraw.button-keep'), command: { name: 'rutdongychon', args: KEEP } },
  ];
  return { says: [say('people.withdraw.ask', undefined, choices)] };
}

/** The button names the consent it withdraws: pressed weeks later, after a new consent, it only asks again. */
export async function withdrawChosen(acting: Acting, args: string): Promise<Outcome> {
  if (args === KEEP) return { says: [say('people.withdraw.kept')] };
  const consent = await latestConsent(acting.c, acting.person.id);
  if (consent?.decision !== 'given') return { says: [say('people.withdraw.nothing')] };
  if (consent.id !== args) return withdraw(acting);
  const { textVersion } = consent;
  return {
    facts: [
      {
        type: 'consent.withdrawn',
        personId: acting.person.id,
        textVersion,
        channel: acting.address.channel,
        at: acting.now,
      },
    ],
    conversation: atRest,
    says: [say('people.withdraw.done')],
  };
}

/** `/dulieu`: everything stored about the one who asks, as a page to read and as a file for machines. */
export async function myData(acting: Acting): Promise<Outcome> {
  if (acting.masked === true) return { says: [say('people.mydata.on-page', undefined, [writeChoice])] };
  const { c, person, seal, now, zone } = acting;
  const data = await loadMyData(c, person.id, seal);
  const name = `tusoi-${person.code.replace(/[^A-Za-z0-9-]+/g, '_')}-${acting.today}`;
  const page = pageOf(data, { me: person.id, now, zone, questionnaires: await questionnairesOf(acting, data) });
  return {
    facts: [{ type: 'data.exported', personId: person.id }],
    says: [
      { ...say('people.mydata.file'), file: { name: `${name}.html`, page } },
      {
        ...say('people.mydata.file-json'),
        besides: true,
        file: { name: `${name}.json`, type: 'application/json', content: fileOf(data, now, zone) },
      },
      ...data.photos.map(photoSay),
    ],
  };
}

async function questionnairesOf({ questionnaires }: Acting, { revisions }: MyData) {
  const hashes = [...new Set(revisions.map((one) => one.questionnaire))];
  return new Map(await Promise.all(hashes.map(async (hash) => [hash, await questionnaires.byHash(hash)] as const)));
}

/** Pictures and documents are files of their own: they can be looked at then. */
function photoSay({ called, file, type, bytes }: MyData['photos'][number]): Say {
  const content = Buffer.from(bytes).toString('base64');
  return {
    ...say(`people.mydata.${called}`, { file }),
    besides: true,
    file: { name: file, type, content, encoding: 'base64' },
  };
}

/** `/ngonngu`: with 'vi' or 'en' it is set, otherwise asked. */
export async function language(acting: Acting, args: string): Promise<Outcome> {
  const locale = readLocale(args);
  if (locale === undefined) return { says: [say('people.language.ask', undefined, languages)] };
  const { active } = acting.conversation;
  return {
    facts: [{ type: 'language.chosen', addressId: acting.address.id, personId: acting.person.id, locale }],
    says: [say('people.language.set', { language: LANGUAGES[locale] })],
    // The open question comes again in that language: a button's words typed in the other one would be an answer.
    ...(active === undefined ? {} : { resume: active }),
  };
}

/** Each in its own language, so that whoever cannot read the other one finds it. */
const languages: readonly Choice[] = [
  { key: 'vi', label: LANGUAGES.vi, command: { name: 'ngonngu', args: 'vi' } },
  { key: 'en', label: LANGUAGES.en, command: { name: 'ngonngu', args: 'en' }, beside: true },
];
