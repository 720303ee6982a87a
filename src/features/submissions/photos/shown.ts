/** The pictures of a text as messages of their own, each with the number of its question. */
import { Buffer } from 'node:buffer';
import { type Say, say, words } from '../../../engine/say.ts';
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
    const value = question.kind === 'photo' ? storedValue(answers.get(question.id)) : undefined;
    const photos = value === undefined ? [] : photosIn(value);
    return photos.map((photo, at) => ({ photo, n: index + 1, place: at + 1, count: photos.length }));
  });
  const pictures = await loadPictures(
    c,
    seal,
    places.map(({ photo }) => photo.id),
  );
  return places.flatMap((place, index) => {
    const picture = pictures.get(place.photo.id);
    return picture === undefined
      ? []
      : [
          {
            ...photoSay(place, picture),
            linked: {
              together: words('submissions.photos-linked', { count: pictures.size }),
              label: words('submissions.photo-linked', { n: place.n, place: place.place }),
            },
            ...(index === 0 ? {} : { besides: true as const }),
            ...(of === undefined ? {} : { of }),
          },
        ];
  });
}

interface Place {
  readonly photo: Photo;
  /** The number of the question, and which of its pictures this is. */
  readonly n: number;
  readonly place: number;
  readonly count: number;
}

function photoSay({ photo, n, place, count }: Place, { type, bytes }: Picture): Say {
  const name = `cau-${n}-anh-${place}.${type.replace('image/', '').replace('jpeg', 'jpg')}`;
  const content = Buffer.from(bytes).toString('base64');
  return {
    ...say('submissions.photo-shown', { n, place, count, caption: photo.caption }),
    file: { name, type, content, encoding: 'base64' },
  };
}
