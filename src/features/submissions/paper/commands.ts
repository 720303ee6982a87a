/** Handing in on paper: the cell records it, the member may say so, and either can be put right. */
import { type Choice, type Say, say, words } from '../../../engine/say.ts';
import { fold } from '../../../lib/fold.ts';
import type { PersonId } from '../../../lib/ids.ts';
import { minuteOf } from '../../../lib/time.ts';
import type { Campaign } from '../../campaigns/model.ts';
import type { Acting, Command, Outcome } from '../../feature.ts';
import type { Member, Person, Unit } from '../../organisation/model.ts';
import { can, scopes } from '../../organisation/policy.ts';
import { type HandedIn, handedIn } from '../model.ts';
import { pagers } from '../reading/commands.ts';
import { menu, ofEarlierRound, refused, roundOf } from '../round.ts';
import { submissionOf, submittedBy } from '../store.ts';
import { paperOf, papersOf } from './store.ts';

export const paperCommands: readonly Command[] = [
  {
    name: 'giay',
    aliases: ['paper'],
    describe: 'submissions.command-giay',
    menuFor: 'cell-officer',
    needs: 'paper.confirm',
    run: (acting, args) => byName(acting, args),
  },
  { name: 'giaytim', aliases: [], needs: 'paper.confirm', hidden: true, run: pageOfNames },
  { name: 'giaytrang', aliases: [], needs: 'paper.confirm', hidden: true, run: page },
  {
    name: 'nhangiay',
    aliases: [],
    needs: 'paper.confirm',
    hidden: true,
    run: (acting, args) => forOne(acting, args, confirm),
  },
  {
    name: 'bogiay',
    aliases: [],
    needs: 'paper.confirm',
    hidden: true,
    run: (acting, args) => forOne(acting, args, withdraw),
  },
  {
    name: 'chuanhangiay',
    aliases: [],
    needs: 'paper.confirm',
    hidden: true,
    run: (acting, args) => forOne(acting, args, refuse),
  },
  { name: 'giaykhac', aliases: [], needs: 'paper.confirm', hidden: true, run: another },
  { name: 'nopgiay', aliases: ['paperhandin'], hidden: true, run: claim },
];

/** With the ways back and on, nine: where choices are typed, the list is not paged once more. */
const PAGE = 7;
/** The whole organisation. */
const EVERYWHERE = '/';

async function cellsOf(acting: Acting): Promise<readonly Unit[]> {
  const { appointments } = await acting.directory.standing(acting.person.id);
  return scopes(appointments, 'paper.confirm', acting.today);
}

/** `/giay nguyen van a`: anybody of the own cell, joined or not. Without a name: those nothing was received from. */
async function byName(acting: Acting, args: string, wanted = 0): Promise<Outcome> {
  const cells = await cellsOf(acting);
  const [first] = cells;
  if (args.trim() === '') {
    if (cells.length === 1 && first !== undefined) return missingIn(acting, first, 0);
    return {
      says: [
        say(
          'submissions.paper-cells',
          undefined,
          cells.map((cell, index) => menu(`c${index}`, cell.name, `giaytrang ${cell.id}`)),
        ),
      ],
    };
  }
  const found = new Map<PersonId, Member>();
  for (const cell of cells)
    for (const one of await acting.directory.findMembers(cell.path, args)) found.set(one.id, one);
  const all = [...found.values()];
  const exact = all.filter((one) => isExactly(one, args));
  const matches = exact.length > 0 ? exact : all;
  const [only] = matches;
  if (only === undefined) return nobody(acting, cells, args);
  // Part of a name may mean somebody else, and the member is told at once: only a whole name or a code records.
  if (matches.length === 1) return forOne(acting, only.id, exact.length > 0 ? confirm : askFirst);
  return whichOf(matches, args, wanted);
}

/** Those whose given name it is come first: that is what people are called by. */
function whichOf(matches: readonly Member[], query: string, wanted: number): Outcome {
  const isCalled = ({ name }: Member): boolean => ` ${fold(name)}`.endsWith(` ${fold(query.trim())}`);
  const sorted = [...matches.filter(isCalled), ...matches.filter((one) => !isCalled(one))];
  const pages = Math.ceil(sorted.length / PAGE);
  const number = Math.min(wanted, pages - 1);
  const shown = sorted.slice(number * PAGE, (number + 1) * PAGE);
  const choices = shown.map(({ id, name, code }, index) =>
    menu(`p${index}`, words('submissions.paper-person', { name, code }), `nhangiay ${id}`),
  );
  // The query stands before the number, as `pagers` puts it.
  const further = pagers(`giaytim ${query.trim()}`, number, pages);
  const key = pages > 1 ? 'submissions.paper-many' : 'submissions.paper-which';
  return { says: [say(key, { count: sorted.length, page: number + 1, pages }, [...choices, ...further])] };
}

async function pageOfNames(acting: Acting, args: string): Promise<Outcome> {
  const [, query = args, number = '0'] = /^(.*) (\d{1,4})$/s.exec(args) ?? [];
  return byName(acting, query, Number(number));
}

/** Meant somebody of another cell (by code or whole name): not theirs to record, and logged. */
async function nobody(acting: Acting, cells: readonly Unit[], query: string): Promise<Outcome> {
  const meant = (await acting.directory.findMembers(EVERYWHERE, query)).find((one) => isExactly(one, query));
  if (meant === undefined) return { says: [say('submissions.paper-unknown')] };
  const cell = cells.map((one) => one.name).join(', ');
  return { ...refused('paper.confirm', meant.code), says: [say('submissions.paper-elsewhere', { cell })] };
}

function isExactly({ code, name }: Member, query: string): boolean {
  return fold(code) === fold(query) || fold(name) === fold(query);
}

/** "Not this one": the name again, in full. */
async function another(): Promise<Outcome> {
  return { says: [say('submissions.paper-other')] };
}

async function page(acting: Acting, args: string): Promise<Outcome> {
  const [unitId = '', number = '0'] = args.split(' ');
  const cell = (await cellsOf(acting)).find((one) => one.id === unitId);
  if (cell === undefined) return refused('paper.confirm', unitId.slice(0, 64));
  return missingIn(acting, cell, Math.max(0, Math.trunc(Number(number)) || 0));
}

async function missingIn(acting: Acting, cell: Unit, wanted: number): Promise<Outcome> {
  const campaign = await acting.campaigns.current(cell.path, acting.today);
  if (campaign === undefined) return { says: [say('submissions.no-campaign')] };
  const owing = (await acting.directory.members(cell.id)).filter((one) => one.status !== 'exempt');
  const ids = owing.map((one) => one.id);
  const submitted = await submittedBy(acting.c, campaign.id, ids);
  const papers = await papersOf(acting.c, campaign.id, ids);
  const missing = owing.filter((one) => !submitted.has(one.id) && papers.get(one.id) !== 'confirmed');
  if (missing.length === 0) return { says: [say('submissions.paper-none-missing', { cell: cell.name })] };
  const pages = Math.ceil(missing.length / PAGE);
  const number = Math.min(wanted, pages - 1);
  const choices = missing
    .slice(number * PAGE, (number + 1) * PAGE)
    .map((one, index) =>
      menu(
        `p${index}`,
        papers.has(one.id) ? words('submissions.paper-claimant', { name: one.name }) : one.name,
        `nhangiay ${one.id}`,
      ),
    );
  return {
    says: [
      say('submissions.paper-list', { cell: cell.name, count: missing.length }, [
        ...choices,
        ...pagers(`giaytrang ${cell.id}`, number, pages),
      ]),
    ],
  };
}

/** One member of the own cell in the current round, with what has been handed in. */
interface Case {
  readonly acting: Acting;
  readonly member: Person;
  readonly cell: Unit;
  readonly campaign: Campaign;
  readonly state: HandedIn;
  readonly submittedAt: number | undefined;
}

/** `args` is a person's id from a button, or from anybody who found out about such buttons. */
async function forOne(acting: Acting, args: string, act: (one: Case) => Outcome): Promise<Outcome> {
  const personId = args.trim() as PersonId;
  const member = await acting.directory.person(personId);
  const cell = member === undefined ? undefined : (await acting.directory.standing(personId)).cell;
  if (member === undefined || cell === undefined) return { says: [say('submissions.paper-unknown')] };
  const { appointments } = await acting.directory.standing(acting.person.id);
  if (!can(appointments, 'paper.confirm', cell, acting.today)) return refused('paper.confirm', cell.code);
  const campaign = await acting.campaigns.current(cell.path, acting.today);
  if (campaign === undefined) return { says: [say('submissions.no-campaign')] };
  const submittedAt = (await submissionOf(acting.c, campaign.id, personId))?.submittedAt;
  const state = handedIn({ submittedAt, paper: await paperOf(acting.c, campaign.id, personId) });
  return act({ acting, member, cell, campaign, state, submittedAt });
}

function confirm(one: Case): Outcome {
  const { member, state } = one;
  const undo = [menu('undo', words('submissions.button-paper-undo'), `bogiay ${member.id}`)];
  if (state === 'submitted') return { says: [submittedSay(one)] };
  if (state === 'paper') return { says: [say('submissions.paper-already', { name: member.name }, undo)] };
  return {
    says: [say('submissions.paper-recorded', { name: member.name }, undo)],
    facts: [{ type: 'paper.confirmed', ...detail(one) }],
  };
}

/** The question before a guess is recorded; what needs no recording is said at once. */
function askFirst(one: Case): Outcome {
  const { member, state } = one;
  if (state === 'submitted' || state === 'paper') return confirm(one);
  const choices = [
    menu('record', words('submissions.button-paper-record'), `nhangiay ${member.id}`),
    { ...menu('other', words('submissions.button-paper-other'), 'giaykhac'), beside: true },
  ];
  return { says: [say('submissions.paper-sure', { name: member.name, code: member.code }, choices)] };
}

function withdraw(one: Case): Outcome {
  const { member, state } = one;
  if (state !== 'paper') return { says: [say('submissions.paper-not-recorded', { name: member.name })] };
  const again = [menu('confirm', words('submissions.button-paper-confirm'), `nhangiay ${member.id}`)];
  return {
    says: [say('submissions.paper-undone', { name: member.name }, again)],
    facts: [{ type: 'paper.withdrawn', ...detail(one) }],
  };
}

function refuse(one: Case): Outcome {
  const { member, state } = one;
  const again = [menu('confirm', words('submissions.button-paper-confirm'), `nhangiay ${member.id}`)];
  if (state === 'submitted') return { says: [submittedSay(one)] };
  if (state === 'paper')
    return {
      says: [
        say('submissions.paper-already', { name: member.name }, [
          menu('undo', words('submissions.button-paper-undo'), `bogiay ${member.id}`),
        ]),
      ],
    };
  if (state === 'missing') return { says: [say('submissions.paper-no-claim', { name: member.name }, again)] };
  return {
    says: [say('submissions.paper-refused', { name: member.name }, again)],
    facts: [{ type: 'paper.refused', ...detail(one) }],
  };
}

function submittedSay({ acting, member, submittedAt }: Case): Say {
  return say('submissions.paper-submitted', {
    name: member.name,
    minute: { minute: minuteOf(submittedAt ?? 0, acting.zone) },
  });
}

function detail({ acting, member, cell, campaign }: Case) {
  return { campaignId: campaign.id, personId: member.id, unitId: cell.id, at: acting.now, by: acting.person.id };
}

/** The member's own word: reminders stop, and the cell is asked to confirm. */
async function claim(acting: Acting, args: string): Promise<Outcome> {
  const round = await roundOf(acting);
  if (!('campaign' in round)) return { says: [round] };
  const earlier = ofEarlierRound(round, args);
  if (earlier !== undefined) return { says: [earlier] };
  const { campaign, cell, submission } = round;
  const state = handedIn({
    submittedAt: submission?.submittedAt,
    paper: await paperOf(acting.c, campaign.id, acting.person.id),
  });
  switch (state) {
    case 'submitted':
      return { says: [say('submissions.paper-moot')] };
    case 'paper':
      return { says: [say('submissions.paper-own-recorded')] };
    case 'paper-claimed':
      return { says: [say('submissions.paper-own-claimed', { cell: cell.name })] };
    case 'missing':
      if (!round.open) return { says: [say('submissions.closed')] };
      return {
        says: [say('submissions.paper-own-claimed', { cell: cell.name })],
        facts: [
          {
            type: 'paper.claimed',
            campaignId: campaign.id,
            personId: acting.person.id,
            unitId: cell.id,
            at: acting.now,
          },
        ],
      };
  }
}

/** Buttons of the message to the cell's secretary. */
export function claimChoices(personId: PersonId): readonly Choice[] {
  return [
    menu('confirm', words('submissions.button-paper-confirm'), `nhangiay ${personId}`),
    { ...menu('refuse', words('submissions.button-paper-refuse'), `chuanhangiay ${personId}`), beside: true },
  ];
}
