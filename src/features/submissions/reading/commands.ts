/** The cell's committee reads what was submitted to it, one text at a time; the author sees who did and when. */
import { type Choice, say, type Words, words, writeChoice } from '../../../engine/say.ts';
import { fold } from '../../../lib/fold.ts';
import type { PersonId, SubmissionId } from '../../../lib/ids.ts';
import { minuteOf } from '../../../lib/time.ts';
import type { Acting, Command, Outcome } from '../../feature.ts';
import type { Person, Unit } from '../../organisation/model.ts';
import { scopes } from '../../organisation/policy.ts';
import { photoSays } from '../photos/shown.ts';
import { READERS } from '../reflection/host.ts';
import { loadAnswers } from '../reflection/store.ts';
import { fullLines } from '../report.ts';
import { menu, refused, roundOf } from '../round.ts';
import { submissionById, submittedIn } from '../store.ts';
import { mayRead } from './opening.ts';
import { readingsOf } from './store.ts';

export const readingCommands: readonly Command[] = [
  {
    name: 'bai',
    aliases: ['submissions'],
    describe: 'submissions.command-bai',
    menuFor: 'cell-officer',
    needs: 'submission.read',
    run: list,
  },
  { name: 'baitrang', aliases: [], needs: 'submission.read', hidden: true, run: page },
  { name: 'docbai', aliases: [], needs: 'submission.read', hidden: true, run: open },
  {
    name: 'aidaxem',
    aliases: ['whoread'],
    describe: 'submissions.command-aidaxem',
    menuFor: 'everyone',
    withoutConsent: true,
    run: whoRead,
  },
];

/** With the ways back and on, nine: where choices are typed, the list is not paged once more. */
const PAGE = 7;
const READINGS = 20;
const LOOKED_AT = 10 * READINGS;

async function cellsOf(acting: Acting): Promise<readonly Unit[]> {
  const { appointments } = await acting.directory.standing(acting.person.id);
  return scopes(appointments, 'submission.read', acting.today);
}

/** `/bai`, `/bai CB6`, `/bai nguyen van a` */
async function list(acting: Acting, args: string): Promise<Outcome> {
  const cells = await cellsOf(acting);
  const wanted = fold(args);
  const named = wanted === '' ? cells : cells.filter((one) => fold(one.code) === wanted || fold(one.name) === wanted);
  const [only] = named;
  if (named.length === 1 && only !== undefined) return listOf(acting, only, 0);
  if (wanted === '')
    return {
      says: [
        say(
          'submissions.list-cells',
          undefined,
          cells.map((cell, index) => menu(`c${index}`, cell.name, `baitrang ${cell.id}`)),
        ),
      ],
    };
  return byName(acting, cells, args);
}

/** Among those who have submitted to the cell, wherever they are by now: the same people as in its list. */
async function byName(acting: Acting, cells: readonly Unit[], query: string): Promise<Outcome> {
  const wanted = fold(query);
  const found: Choice[] = [];
  for (const cell of cells) {
    const authors = await authorsIn(acting, cell);
    const same = authors.filter(({ author }) => fold(author.code) === wanted || fold(author.name) === wanted);
    const like = same.length > 0 ? same : authors.filter(({ author }) => fold(author.name).includes(wanted));
    for (const { id, author } of like) found.push(menu(`p${found.length}`, author.name, `docbai ${id}`));
  }
  const count = found.length;
  if (count > PAGE) return { says: [say('submissions.list-found-more', { count, shown: PAGE }, found.slice(0, PAGE))] };
  if (count > 0) return { says: [say('submissions.list-found', { count }, found)] };
  const [elsewhere] = await acting.directory.findUnits('/', query);
  return elsewhere === undefined
    ? { says: [say('submissions.list-unknown')] }
    : refused('submission.read', elsewhere.code);
}

async function page(acting: Acting, args: string): Promise<Outcome> {
  const [unitId = '', number = '0'] = args.split(' ');
  const cell = (await cellsOf(acting)).find((one) => one.id === unitId);
  if (cell === undefined) return refused('submission.read', unitId.slice(0, 64));
  return listOf(acting, cell, Math.max(0, Math.trunc(Number(number)) || 0));
}

async function listOf(acting: Acting, cell: Unit, wanted: number): Promise<Outcome> {
  const authors = await authorsIn(acting, cell);
  if (authors.length === 0) return { says: [say('submissions.list-empty', { cell: cell.name })] };
  const pages = Math.ceil(authors.length / PAGE);
  const number = Math.min(wanted, pages - 1);
  const shown = authors.slice(number * PAGE, (number + 1) * PAGE);
  const choices = shown.map(({ id, author }, index) => menu(`p${index}`, author.name, `docbai ${id}`));
  return {
    says: [
      say('submissions.list', { cell: cell.name, count: authors.length }, [
        ...choices,
        ...pagers(`baitrang ${cell.id}`, number, pages),
      ]),
    ],
  };
}

/** Buttons to the pages before and after: `command` with the page's number. */
export function pagers(command: string, number: number, pages: number): readonly Choice[] {
  const before =
    number > 0 ? [menu('before', words('submissions.button-page-before'), `${command} ${number - 1}`)] : [];
  const after =
    number < pages - 1
      ? [
          {
            ...menu('after', words('submissions.button-page-after'), `${command} ${number + 1}`),
            beside: number > 0,
          },
        ]
      : [];
  return [...before, ...after];
}

/** In the order of Vietnamese lists; those who have left the cell since come last. */
async function authorsIn(
  acting: Acting,
  cell: Unit,
): Promise<readonly { readonly id: SubmissionId; readonly author: Person }[]> {
  const campaign = await acting.campaigns.current(cell.path, acting.today);
  if (campaign === undefined) return [];
  const rows = new Map((await submittedIn(acting.c, campaign.id, cell.id)).map((row) => [row.personId, row.id]));
  const members = await acting.directory.members(cell.id);
  const here = members.flatMap((author) => entry(author, rows.get(author.id)));
  const gone = [...rows].filter(([personId]) => !members.some((one) => one.id === personId));
  const elsewhere = await Promise.all(
    gone.map(async ([personId, id]) => entry(await acting.directory.person(personId), id)),
  );
  return [...here, ...elsewhere.flat()];
}

function entry(
  author: Person | undefined,
  id: SubmissionId | undefined,
): readonly { readonly id: SubmissionId; readonly author: Person }[] {
  return author === undefined || id === undefined ? [] : [{ id, author }];
}

/** The latest submitted revision, never a draft; each opening by somebody else is on record. */
async function open(acting: Acting, args: string): Promise<Outcome> {
  const submission = await submissionById(acting.c, args as SubmissionId);
  const unit = submission === undefined ? undefined : await acting.directory.unit(submission.unitId);
  if (submission?.submitted?.submittedAt === undefined || unit === undefined)
    return { says: [say('submissions.list-gone')] };
  if (!(await mayRead(acting, acting.person.id, unit))) return refused('submission.read', unit.code);
  const { id: revisionId, submittedAt, questionnaire } = submission.submitted;
  const list = menu('list', words('submissions.button-list'), `baitrang ${unit.id}`);
  if (acting.masked === true) return { says: [say('submissions.opened-masked', undefined, [writeChoice, list])] };
  const answers = await loadAnswers(acting.c, acting.seal, revisionId);
  const author = await acting.directory.person(submission.personId);
  const asked = await acting.questionnaires.byHash(questionnaire);
  const params = {
    name: author?.name ?? '',
    minute: { minute: minuteOf(submittedAt, acting.zone) },
    lines: fullLines(asked, answers),
  };
  const own = submission.personId === acting.person.id;
  const shown = { questionnaire: asked, answers, of: own ? undefined : revisionId };
  const says = [say('submissions.opened', params, [list]), ...(await photoSays(acting, shown))];
  if (own) return { says };
  const { id: readerId } = acting.person;
  return {
    says,
    facts: [{ type: 'submission.read', readerId, authorId: submission.personId, revisionId, at: acting.now }],
  };
}

/** Who may read my text, and who has. */
async function whoRead(acting: Acting): Promise<Outcome> {
  const round = await roundOf(acting);
  // What was submitted stays with the cell it was submitted to, also when its author moves to another one.
  const unitId =
    'campaign' in round
      ? round.submission?.submitted === undefined
        ? round.cell.id
        : round.submission.unitId
      : undefined;
  const receivers = unitId === undefined ? [] : await acting.directory.officers(unitId, READERS);
  const may = receivers
    .filter((one) => one.id !== acting.person.id)
    .map((one) => words('submissions.reader', { name: one.name }));
  const readings = await readingsOf(acting.c, acting.person.id, LOOKED_AT);
  const names = new Map<PersonId, string>();
  for (const { readerId } of readings) {
    if (!names.has(readerId)) names.set(readerId, (await acting.directory.person(readerId))?.name ?? '');
  }
  // A text and its pictures are opened one by one: what reads the same is one line.
  const lines = readings.map(({ readerId, at }) => ({ readerId, minute: minuteOf(at, acting.zone) }));
  const unlike = new Map(lines.map((one) => [`${one.readerId} ${one.minute}`, one]));
  const did = [...unlike.values()].slice(0, READINGS).map(({ readerId, minute }): Words => {
    return words('submissions.reading', { name: names.get(readerId) ?? '', minute: { minute } });
  });
  const params = {
    may: may.length === 0 ? [words('submissions.reader-none')] : may,
    did: did.length === 0 ? [words('submissions.reading-none')] : did,
  };
  return { says: [say('submissions.who-read', params)] };
}
