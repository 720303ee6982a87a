/** One row → one call of its channel. */
import type { SendResult } from '../../channels/send-result.ts';
import { beyond, meteredOf } from '../metering/readings.ts';
import type { Shell } from '../shell.ts';
import type { Outgoing } from './outbox.ts';

export async function sendRow(shell: Shell, row: Outgoing): Promise<SendResult> {
  const channel = shell.channels.get(row.channel);
  if (channel === undefined) return { outcome: 'refused', why: 'this channel is not running' };
  const proactive = row.lane === 'reminder' || row.lane === 'digest';
  const over = (await isBeyond(shell, row)) ? { beyond: true as const } : {};
  return channel.send(row.platformId, row.call, { id: row.id, proactive, ...over });
}

/** Asked for each: a channel that counts people sends few messages a second. */
async function isBeyond(shell: Shell, { channel: name, addressId }: Outgoing): Promise<boolean> {
  const people = meteredOf(shell, name)?.people;
  if (people === undefined) return false;
  return (await shell.db.read((c) => beyond(c, { name, people }, [addressId]))).has(addressId);
}
