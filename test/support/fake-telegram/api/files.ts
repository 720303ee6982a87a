import type { Core } from '../core/core.ts';
import type { StoredFile } from '../core/world.ts';
import type { Call, Payload, Refusal, Reply, UploadedFile } from '../types.ts';
import { text } from './args.ts';
import { contentOf, post } from './messages.ts';
import { badRequest, done, isRefusal, refuse } from './reply.ts';
import { captionText } from './text.ts';

/** Uploads and downloads. */

const MB = 1024 * 1024;
const MAX_DOWNLOAD = 20 * MB;
const MAX_UPLOAD = 50 * MB;
const MAX_PHOTO = 10 * MB;
const MAX_SIDES = 10_000;

/** The file a field names: attached to the request, or known already by its file_id. */
function fileFor(core: Core, call: Call, field: 'document' | 'photo'): StoredFile | Refusal {
  const named = text(call.payload, field);
  const attached = named.startsWith('attach://') ? named.slice('attach://'.length) : field;
  const upload = call.files.find((file) => file.field === attached);
  if (upload) return checkUpload(upload, field) ?? core.world.addFile(upload, `${field}s`);
  if (named === '') return badRequest(`there is no ${field} in the request`);
  const known = core.world.files.get(named);
  return known ?? badRequest('wrong remote file identifier specified: Wrong string length');
}

function checkUpload({ bytes }: UploadedFile, field: 'document' | 'photo'): Refusal | undefined {
  if (bytes.length === 0) return badRequest('file must be non-empty');
  if (bytes.length > MAX_UPLOAD) return refuse(413, 'Request Entity Too Large');
  if (field === 'document') return undefined;
  if (bytes.length > MAX_PHOTO)
    return badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${MAX_PHOTO} bytes`,
    );
  const size = imageSize(bytes);
  if (!size) return badRequest('IMAGE_PROCESS_FAILED');
  return size.width + size.height > MAX_SIDES ? badRequest('PHOTO_INVALID_DIMENSIONS') : undefined;
}

/** Width and height of a PNG; a JPEG is believed to be of a usual size. */
export function imageSize(bytes: Buffer): { width: number; height: number } | undefined {
  const png = bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47;
  if (png) return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  const jpeg = bytes.length > 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  return jpeg ? { width: 1280, height: 960 } : undefined;
}

const ids = (file: StoredFile): Payload => ({
  file_id: file.id,
  file_unique_id: file.uniqueId,
  file_size: file.bytes.length,
});

export function documentContent(file: StoredFile): Payload {
  return { document: { file_name: file.name, mime_type: file.contentType, ...ids(file) } };
}

export function photoContent(file: StoredFile): Payload {
  const { width, height } = imageSize(file.bytes) ?? { width: 1280, height: 960 };
  const small = { ...ids(file), width: Math.min(90, width), height: Math.min(90, height) };
  return { photo: [small, { ...ids(file), width, height }] };
}

export function sendDocument(core: Core, call: Call): Reply {
  return sendFile(core, call, 'document');
}

export function sendPhoto(core: Core, call: Call): Reply {
  return sendFile(core, call, 'photo');
}

function sendFile(core: Core, call: Call, field: 'document' | 'photo'): Reply {
  const caption = captionText(call.payload);
  if (isRefusal(caption)) return caption;
  const file = fileFor(core, call, field);
  if (isRefusal(file)) return file;
  const content = field === 'document' ? documentContent(file) : photoContent(file);
  return post(core, call, { ...content, ...contentOf('caption', caption) });
}

export function getFile(core: Core, { payload }: Call): Reply {
  const id = text(payload, 'file_id');
  if (id === '') return badRequest('file_id not specified');
  const file = core.world.files.get(id);
  if (!file) return badRequest('invalid file_id');
  if (file.bytes.length > MAX_DOWNLOAD) return badRequest('file is too big');
  return done({ ...ids(file), file_path: file.path });
}
