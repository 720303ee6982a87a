/** Meetings of cells: scheduling, moving, cancelling, marking as held, reporting, and the members' replies. */
import type { FactType } from '../../engine/fact.ts';
import { type Command, type FactHandler, type Feature, hosting } from '../feature.ts';
import './facts.ts';
import { meetingFlow } from './meeting.flow.ts';
import { inviteNewcomer, reply, tellCancelled, tellMembers } from './member.ts';
import { deed, hop, meetingWorld, reportWorld } from './officer.ts';
import { reportFlow } from './report.flow.ts';
import { DEED_COMMAND, REPLY_COMMAND } from './report.ts';
import {
  cancelMeeting,
  holdMeeting,
  insertMeeting,
  moveMeeting,
  reportMeeting,
  saveReply,
  unholdMeeting,
} from './store.ts';

const commands: readonly Command[] = [
  {
    name: 'hop',
    aliases: ['meeting'],
    describe: 'meetings.command',
    menuFor: 'cell-officer',
    needs: 'meeting.schedule',
    run: hop,
  },
  { name: DEED_COMMAND, aliases: [], needs: 'meeting.schedule', hidden: true, run: deed },
  { name: REPLY_COMMAND, aliases: [], hidden: true, run: reply },
];

const facts: { readonly [T in FactType]?: FactHandler<T> } = {
  'meeting.scheduled': {
    write: (cx, fact) => insertMeeting(cx.c, fact, cx.now),
    audit: ({ meetingId, unitId, startsAt }) => ({ subject: meetingId, detail: { unitId, startsAt } }),
    tells: tellMembers,
  },
  'meeting.moved': {
    write: (cx, fact) => moveMeeting(cx.c, fact, cx.now),
    audit: ({ meetingId, unitId, startsAt, before }) => ({ subject: meetingId, detail: { unitId, startsAt, before } }),
    tells: tellMembers,
  },
  'meeting.cancelled': {
    write: (cx, fact) => cancelMeeting(cx.c, fact.meetingId, cx.now),
    audit: ({ meetingId, unitId, startsAt }) => ({ subject: meetingId, detail: { unitId, startsAt } }),
    tells: tellCancelled,
  },
  'meeting.held': {
    write: (cx, fact) => holdMeeting(cx.c, fact, cx.now),
    audit: ({ meetingId, unitId, heldOn }) => ({ subject: meetingId, detail: { unitId, heldOn } }),
  },
  'meeting.unheld': {
    write: (cx, fact) => unholdMeeting(cx.c, fact, cx.now),
    audit: ({ meetingId, unitId }) => ({ subject: meetingId, detail: { unitId } }),
  },
  'meeting.reported': {
    write: (cx, fact) => reportMeeting(cx.c, fact, cx.now),
    audit: ({ meetingId, unitId, heldOn, present }) => ({ subject: meetingId, detail: { unitId, heldOn, present } }),
  },
  // Written where consent is kept.
  'consent.decided': { write: async () => undefined, tells: inviteNewcomer },
  'attendance.replied': { write: (cx, fact) => saveReply(cx.c, fact, cx.now) },
};

export function meetingsFeature(): Feature {
  return {
    name: 'meetings',
    commands,
    flows: [
      hosting({
        flow: meetingFlow,
        world: (acting, frame) => meetingWorld(acting, frame.ids, frame.step === 'confirm'),
      }),
      hosting({ flow: reportFlow, world: (acting, frame) => reportWorld(acting, frame.ids, frame.step === 'present') }),
    ],
    facts,
  };
}
