/** One of the phones: whose it is, and their chat. */
import type { VNode } from 'preact';
import type { PeopleOnPage } from '../../channels/web/demonstration/protocol.ts';
import { Chat } from '../chat/chat.tsx';
import type { Line } from '../chat/line.ts';
import type { ChatState } from '../chat/state.ts';
import { t } from '../words.ts';
import { Picker } from './picker.tsx';
import type { Findable } from './search.ts';

export interface PhoneProps {
  /** From 1. */
  readonly number: number;
  readonly code: string;
  readonly line: Line;
  readonly everybody: readonly Findable[];
  readonly newcomer: PeopleOnPage['newcomer'];
  /** The program knows who talks here. */
  readonly joined: boolean;
  readonly watch: (state: ChatState) => void;
  /** Somebody turns to this phone. */
  readonly look: () => void;
  readonly choose: (code: string) => void;
}

export function Phone(props: PhoneProps): VNode {
  const { number, code, line, everybody, newcomer, joined, watch, look, choose } = props;
  const holder = everybody.find((one) => one.person.code === code);
  const about =
    newcomer?.person === code && !joined ? t('demo.newcomer', { code: newcomer.code }) : (holder?.about ?? code);
  const head = <Picker number={number} person={holder?.person} about={about} everybody={everybody} choose={choose} />;
  return (
    <div class="phone" id={`phone-${number}`} onPointerDown={look} onFocusCapture={look}>
      <Chat line={line} label={t('demo.phone', { n: number })} head={head} watch={watch} />
    </div>
  );
}
