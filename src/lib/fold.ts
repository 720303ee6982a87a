/**
 * Text as it is searched: NFC, lower case, without diacritics, `đ` as `d`, single spaces. "Trần Thị Ánh" and
 * "tran thi anh" fold to the same. Only names and titles are ever stored folded.
 */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}
