/** The kinds of files that may be answers, by what their bytes say they are; each with the ending of its name. Pure. */

/** What every browser and both messengers show. */
const PICTURES: ReadonlyMap<string, string> = new Map([
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
]);

/** Only saved, never shown: what opens them is not ours. */
const DOCUMENTS: ReadonlyMap<string, string> = new Map([
  ['application/pdf', 'pdf'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
]);

export const isPicture = (type: string): boolean => PICTURES.has(type);

export const isDocument = (type: string): boolean => DOCUMENTS.has(type);

export const endingOf = (type: string): string => PICTURES.get(type) ?? DOCUMENTS.get(type) ?? 'bin';
