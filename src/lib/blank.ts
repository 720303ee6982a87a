/**
 * Is there nothing to be seen? Spaces, marks of direction and width, and the letters that are drawn as nothing (Hangul fillers,
 * the empty Braille cell: documented in Unicode as blank, though by class they are letters and signs).
 */
export const isBlank = (text: string): boolean => BLANK.test(text);

const BLANK = /^[\s\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;
