import { describe, expect, it } from 'vitest';
import { type Listed, menuEntries, useful } from '../../../src/features/guide/model.ts';

const command = (name: string, more: Partial<Listed> = {}): Listed => ({
  name,
  aliases: [`${name}-en`],
  describe: 'guide.describe.help',
  ...more,
});
const commands = [
  command('help', { aliases: ['help', 'trogiup'] }),
  command('other'),
  command('hop', { menuFor: 'cell-officer' }),
  command('toancuc', { menuFor: 'leader' }),
  command('nut', { hidden: true }),
  { name: 'start', aliases: [] },
  command('menu', { aliases: [] }),
  command('trangthai'),
  command('tieptuc'),
  command('soi'),
];

describe('menu entries', () => {
  it('are those of everyone and of the own duties, the most used first', () => {
    const names = (...audiences: Parameters<typeof menuEntries>[1]) =>
      menuEntries(commands, audiences, 'vi').map((one) => one.command);
    expect(names('everyone')).toEqual(['soi', 'tieptuc', 'trangthai', 'menu', 'help', 'other']);
    expect(names('everyone', 'cell-officer')).toContain('hop');
    expect(names('everyone', 'leader')).toContain('toancuc');
    expect(names('everyone', 'leader')).not.toContain('hop');
  });

  it('are typed in English by the first alias', () => {
    expect(menuEntries(commands, ['everyone'], 'en').map((one) => one.command)).toEqual([
      'soi-en',
      'tieptuc-en',
      'trangthai-en',
      'menu',
      'help',
      'other-en',
    ]);
  });
});

describe('buttons', () => {
  it('begin with what is open, and never name a command that does not exist', () => {
    expect(useful(commands, ['everyone'], true).map((one) => one.name)).toEqual(['tieptuc', 'trangthai']);
    expect(useful(commands, ['everyone', 'cell-officer'], false).map((one) => one.name)).toEqual([
      'soi',
      'trangthai',
      'hop',
    ]);
  });
});
