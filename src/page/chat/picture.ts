/**
 * A picture as it is sent: drawn anew. What a camera wrote beside it (place, time) stays here, and it is no larger than it is
 * looked at, so that a phone sends it quickly. What cannot be drawn goes as it is: the server decides by its bytes.
 */
import { LARGEST_FILE } from '../../channels/web/protocol.ts';

/** Of a page of writing photographed with a phone every letter is still read. */
const LONGEST_SIDE = 2_560;
const QUALITY = 0.85;

/** By the first bytes; what is tried in turn until one is small enough. */
const KINDS = [
  { type: 'image/jpeg', begins: /^\xff\xd8\xff/, as: ['image/jpeg'] },
  { type: 'image/png', begins: /^\x89PNG\r\n/, as: ['image/png', 'image/jpeg'] },
  { type: 'image/webp', begins: /^RIFF[\s\S]{4}WEBP/, as: ['image/webp', 'image/jpeg'] },
] as const;

export async function lighter(file: File): Promise<File> {
  try {
    const first = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
    const kind = KINDS.find(({ begins }) => begins.test(first));
    const canvas = kind === undefined || !isTrue() ? undefined : await drawn(file);
    for (const type of kind?.as ?? []) {
      const blob = canvas === undefined ? null : await encoded(canvas, type);
      // A browser that cannot write a kind writes PNG, which is large.
      if (blob?.type === type && blob.size <= LARGEST_FILE) return named(file.name, blob, kind?.type);
    }
  } catch {
    // A browser that cannot do this, a picture that is broken, or one too large for the memory there is.
  }
  return file;
}

async function drawn(file: File): Promise<HTMLCanvasElement> {
  const bitmap = await upright(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  const canvas = newCanvas(side(bitmap.width), side(bitmap.height));
  const context = contextOf(canvas);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/** Turned as the camera was held. Browsers that do not know the word do so without being told. */
function upright(file: File): Promise<ImageBitmap> {
  return createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => createImageBitmap(file));
}

function encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  if (type === 'image/jpeg') {
    // What can be seen through becomes white, not black.
    const context = contextOf(canvas);
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));
}

/** Some pictures only become small enough as another kind. */
function named(name: string, blob: Blob, before: string | undefined): File {
  const kept = blob.type === before ? name : `${name.replace(/[.][^.]*$/, '')}.jpg`;
  return new File([blob], kept, { type: blob.type });
}

/** Some browsers, asked not to be recognised, give out noise in place of what was drawn: no picture must become that. */
function isTrue(): boolean {
  const context = contextOf(newCanvas(4, 4));
  context.fillStyle = '#c81432';
  context.fillRect(0, 0, 4, 4);
  const wanted = [200, 20, 50, 255];
  return context.getImageData(0, 0, 4, 4).data.every((value, at) => Math.abs(value - (wanted[at % 4] ?? 0)) <= 2);
}

function newCanvas(width: number, height: number): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { width, height });
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  return context;
}
