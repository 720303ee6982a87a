import { describe, expect, it } from 'vitest';
import { invitationSheet } from '../../src/cli/invite-sheet.ts';
import { escaped } from '../../src/lib/html.ts';

const words = {
  language: 'vi',
  title: 'Mã tham gia',
  code: 'Mã',
  steps: ['Quét hình.', 'Đọc & chọn.'],
  stepsByCode: ['Gửi mã.'],
} as const;
const slip = {
  name: 'Trần Văn Minh',
  cell: 'Chi bộ 6',
  code: 'ABCD-EFGH',
  link: 'https://tusoi.example.vn/j/ABCD-EFGH',
};

describe('a sheet of codes', () => {
  it('has a slip for each person, with a picture of the link', () => {
    const sheet = invitationSheet([slip, { ...slip, name: 'Lê Thị Hoa' }], words);
    expect(sheet.match(/<section>/g)).toHaveLength(2);
    expect(sheet.match(/<svg/g)).toHaveLength(2);
    expect(sheet).toContain('<li>Đọc &amp; chọn.</li>');
  });

  it('has no picture where there is no link, and says how to begin without one', () => {
    const sheet = invitationSheet([{ ...slip, link: undefined }], words);
    expect(sheet).not.toContain('<svg');
    expect(sheet).toContain('<li>Gửi mã.</li>');
  });

  it('takes names for text, whatever they are', () => {
    const name = `<script src="//x">'&</script>`;
    const sheet = invitationSheet([{ ...slip, name, cell: '</style><img onerror=x>' }], words);
    expect(sheet).not.toMatch(/<script|<img/);
    expect(sheet).toContain(escaped(name));
    expect(escaped(name)).not.toMatch(/[<>"']/);
  });

  it('asks nothing of any host', () => {
    const sheet = invitationSheet([slip], words);
    const outside = [...sheet.matchAll(/(?:\bsrc=|\bhref=|url\(|@import)[^>]*/g)].map((one) => one[0]);
    expect(outside).toEqual([]);
    expect(sheet).toContain("default-src 'none'");
  });
});
