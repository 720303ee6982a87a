/** Small files of the kinds that are taken as documents, and of some that only look like them. */
import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync } from 'node:zlib';

export const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);
/** A program of Windows. */
export const PROGRAM = Buffer.from(`MZ\u0090\u0000\u0003\u0000\u0000\u0000${'\u0000'.repeat(64)}PE`, 'latin1');
/** The container of Word until 2003. */
export const OLD_WORD = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1_536)]);

interface Part {
  readonly name: string;
  readonly text: string;
}

interface Manner {
  readonly deflated?: boolean;
  /** As programs do that write while they pack: the sizes follow the bytes. */
  readonly streamed?: boolean;
}

const MAIN = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
  docm: 'application/vnd.ms-word.document.macroEnabled.main+xml',
} as const;

/** A document of Word: with `macros` as an honest one, or as one that hides them. */
export function word({ macros, ...manner }: Manner & { readonly macros?: 'said' | 'hidden' } = {}): Buffer {
  const main = MAIN[macros === 'said' ? 'docm' : 'docx'];
  const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`;
  const body = '<?xml version="1.0"?><w:document><w:body><w:p/></w:body></w:document>';
  const parts = [
    { name: '[Content_Types].xml', text: types },
    { name: '_rels/.rels', text: '<?xml version="1.0"?><Relationships/>' },
    { name: 'word/document.xml', text: body },
    ...(macros === undefined ? [] : [{ name: 'word/vbaProject.bin', text: 'Sub AutoOpen()' }]),
  ];
  return archive(parts, manner);
}

/** A ZIP (APPNOTE.TXT of PKWARE, 4.3). */
export function archive(parts: readonly Part[], { deflated = false, streamed = false }: Manner = {}): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, text } of parts) {
    const plain = Buffer.from(text);
    const packed = deflated ? deflateRawSync(plain) : plain;
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(plain), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(plain.length, 8);
    const about = Buffer.alloc(10);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(streamed ? 8 : 0, 2);
    about.writeUInt16LE(deflated ? 8 : 0, 4);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(name.length, 0);
    const before = [signed('504b0304', about), streamed ? Buffer.alloc(12) : sizes, lengths, Buffer.from(name)];
    const local = Buffer.concat([...before, packed, ...(streamed ? [signed('504b0708', sizes)] : [])]);
    const where = Buffer.alloc(16);
    where.writeUInt32LE(offset, 12);
    const version = Buffer.from([20, 0]);
    central.push(signed('504b0102', version, about, sizes, lengths.subarray(0, 2), where));
    central.push(Buffer.from(name));
    locals.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, listed, signed('504b0506', end)]);
}

const signed = (signature: string, ...fields: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from(signature, 'hex'), ...fields]);
