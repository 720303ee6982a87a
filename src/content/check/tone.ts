/** The forms of address and the tone that were agreed on, as far as a program can see them. Pure. */

interface Rule {
  readonly found: RegExp;
  readonly problem: string;
}

const word = (words: string): RegExp => new RegExp(`(?<![\\p{L}\\p{M}])(?:${words})(?![\\p{L}\\p{M}])`, 'iu');

const RULES: readonly Rule[] = [
  { found: word('bạn|quý khách|(?<!trẻ )em'), problem: 'the reader is "đồng chí"' },
  { found: word('chây ì|chậm trễ|vi phạm'), problem: 'shames the reader; "chưa nhận được" says what is known' },
  { found: /!/, problem: 'no exclamation marks' },
  { found: /\p{Extended_Pictographic}/u, problem: 'no pictures but ✔ and •' },
];

/** What is wrong with the tone of a Vietnamese text. */
export function toneProblems(text: string): readonly string[] {
  const plain = text.replaceAll('✔', '');
  return RULES.filter((rule) => rule.found.test(plain)).map((rule) => rule.problem);
}
