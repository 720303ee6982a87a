/** The pictures and documents of a text as messages of their own, each with the number of its question. */
import { Buffer } from 'node:buffer';
import { type Say, say, words } from '../../../engine/say.ts';
import { endingOf } from '../../../lib/file-types.ts';
import type { RevisionId } from '../../../lib/ids.ts';
import type { Cx } from '../../feature.ts';
import type { Questionnaire } from '../../questionnaires/model.ts';
import { type Answers, type Photo, photosIn, storedValue } from '../model.ts';
import { asked } from '../report.ts';
import { loadPictures, type Picture } from './store.ts';

interface Shown {
  readonly questionnaire: Questionnaire;
  readonly answers: Answers;
  /** The text, where its reader is not its author. */
  readonly of?: RevisionId | undefined;
}

export async function photoSays(
  { c, seal }: Pick<Cx, 'c' | 'seal'>,
  { questionnaire, answers, of }: Shown,
): Promise<readonly Say[]> {
  const places = asked(questionnaire, answers).flatMap((question, index) => {
    if (question.kind !== 'photo') return [];
    const value = storedValue(answers.get(question.id));
    const photos = value === undefined ? [] : photosIn(value);
    const called: Called = question.documents === true ? 'file' : 'photo';
    return photos.map((photo, at) => ({ photo, called, n: index + 1, place: at + 1, count: photos.length }));
  });
  const pictures = await loadPictures(
    c,
    seal,
    places.map(({ photo }) => photo.id),
  );
  const together = places.some(({ called }) => called === 'file')
    ? 'submissions.files-linked'
    : 'submissions.photos-linked';
  return places.flatMap((place, index) => {
    const picture = pictures.get(place.photo.id);
    return picture === undefined
      ? []
      : [
          {
            ...photoSay(place, picture),
            linked: {
              together: words(together, { count: pictures.size }),
              label: words(`submissions.${place.called}-linked`, { n: place.n, place: place.place }),
            },
            ...(index === 0 ? {} : { besides: true as const }),
            ...(of === undefined ? {} : { of }),
          },
        ];
  });
}

/** Where documents are taken a picture, too, is a file among them. */
type Called = 'photo' | 'file';

const NAMES = { photo: 'anh', file: 'tep' } as const satisfies Record<Called, string>;

interface Place {
  readonly photo: Photo;
  readonly called: Called;
  /** The number of the question, and which of its pictures this is. */
  readonly n: number;
  readonly place: number;
  readonly count: number;
}

function photoSay({ photo, called, n, place, count }: Place, { type, bytes }: Picture): Say {
  const name = `cau-${n}-${NAMES[called]}-${place}.${endingOf(type)}`;
  const content = Buffer.from(bytes).toString('base64');
  return {
    ...say(`submissions.${called}-shown`, { n, place, count, caption: photo.caption }),
    file: { name, type, content, encoding: 'base64' },
  };
}
