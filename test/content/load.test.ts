import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Loaded, loadContent } from '../../src/content/load.ts';

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tusoi-content-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}
const load = async (files: Readonly<Record<string, string>>): Promise<Loaded> => loadContent(await folderWith(files));
const problemsOf = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const loaded = await load(files);
  return loaded.ok ? [] : loaded.problems;
};

const QUESTIONNAIRE = `
id: short
version: 1
title: {vi: Ngắn, en: Short}
questions:
  - {id: one, kind: text, text: {vi: Một?, en: One?}}
`;

test('the shipped content loads', async () => {
  const loaded = await loadContent();
  expect(loaded.ok ? [] : loaded.problems).toEqual([]);
  expect(loaded.ok && loaded.content.catalogues.vi['dialog.choose']).toMatch(/chọn một trong các mục/);
});

test('a folder of one’s own replaces single messages and adds questionnaires', async () => {
  const loaded = await load({
    'messages/vi/dialog.yaml': 'dialog: {choose: Xin chọn.}',
    'questionnaires/short.yaml': QUESTIONNAIRE,
  });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  expect(loaded.content.catalogues.vi['dialog.choose']).toBe('Xin chọn.');
  expect(loaded.content.catalogues.vi['dialog.over']).toMatch(/khép lại/);
  expect(loaded.content.catalogues.en['dialog.choose']).toMatch(/choose one of the options/);
  expect(loaded.content.questionnaires.find((one) => one.id === 'short')?.questions[0]).toMatchObject({
    id: 'one',
    required: false,
    private: false,
  });
});

test('a message of one’s own must be one that the program says, with what is put into it', async () => {
  const problems = await problemsOf({
    'messages/vi/common.yaml': 'common: {failed: "Trục trặc {code} {reason}", refussed: Không được.}',
    'messages/en/dialog.yaml': 'dialog: {over: "Over {why}."}',
  });
  expect(problems).toEqual([
    'messages/vi: common.failed: nothing is put in for {reason}; there is {code}',
    'messages/vi: common.refussed: the program has no message with this key',
    'messages/en: dialog.over: nothing is put in for {why}; there is no placeholder',
  ]);
});

test('decomposed letters become composed ones', async () => {
  const loaded = await load({ 'messages/vi/dialog.yaml': `dialog: {choose: ${'Chọn một nút.'.normalize('NFD')}}` });
  expect(loaded.ok && loaded.content.catalogues.vi['dialog.choose']).toBe('Chọn một nút.'.normalize('NFC'));
});

test('all problems of all files are told at once, with file, place and what was expected', async () => {
  const problems = await problemsOf({
    'messages/vi/dialog.yaml': 'dialog: {choose: 7, over: , Big_Key: x}',
    'messages/en/common.yaml': 'komon: {refused: x}',
    'messages/en/broken.yaml': 'broken: [1,\n',
    'questionnaires/short.yaml': QUESTIONNAIRE.replace('kind: text', 'kind: choice').replace(
      'version: 1',
      'version: one',
    ),
  });
  const all = problems.join('\n');
  expect(all).toMatch(/messages\/vi\/dialog\.yaml: dialog\.choose: expected text, found 7/);
  expect(all).toMatch(/messages\/vi\/dialog\.yaml: dialog\.over: expected text, found nothing/);
  expect(all).toMatch(/dialog\.Big_Key: expected a key of lower-case letters/);
  expect(all).toMatch(/messages\/en\/common\.yaml: the whole file: expected the one top key 'common'/);
  expect(all).toMatch(/messages\/en\/broken\.yaml: .*line \d+/);
  expect(all).toMatch(/questionnaires\/short\.yaml: version: .*expected number/);
  expect(all).toMatch(/questionnaires\/short\.yaml: questions\[1\] \(one\)\.choices: .*expected array/);
});

test('a condition that is none of the known forms says which forms there are', async () => {
  const text = QUESTIONNAIRE.replace('kind: text', 'kind: text, when: {question: a, equals: b}');
  expect(await problemsOf({ 'questionnaires/short.yaml': text })).toEqual([
    expect.stringMatching(/questions\[1\] \(one\)\.when: expected \{question, is: text\}/),
  ]);
});

test('a file that is no map is told as a whole', async () => {
  expect(await problemsOf({ 'questionnaires/short.yaml': '- 1' })).toEqual([
    expect.stringMatching(/short\.yaml: the whole file: .*expected object/),
  ]);
});

test('an empty or missing folder is told', async () => {
  expect(await problemsOf({})).toEqual([expect.stringMatching(/expected a folder with messages/)]);
});
