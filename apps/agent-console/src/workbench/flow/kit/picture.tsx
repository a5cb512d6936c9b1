import { formatTimeOfDay } from '@guichet/ui';
import { IconPhotoCheck, IconVideo } from '@tabler/icons-react';
import { useFlowTexts } from '../texts/use-flow-texts.ts';
import classes from './kit.module.css';

interface PictureProps {
  readonly label: string;
  /** Names it in the store, or null where none was kept. */
  readonly reference: string | null;
  /** When it was shown; null for not yet. */
  readonly atMs: number | null;
  /** Places in it that are pointed at, as shares of its width and height; without them it is drawn as it always was. */
  readonly places?: readonly Place[];
}

/** Where something stands in a picture. */
export interface Place {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What was shown to the camera. Without a picture the video is what there is to look at, and that is said. */
export function Picture({ label, reference, atMs, places = [] }: PictureProps) {
  return (
    <figure className={classes['picture']}>
      <div className={classes['frame']}>
        <InFrame label={label} reference={reference} atMs={atMs} places={places} />
      </div>
      <figcaption>
        <span>{label}</span>
        {atMs !== null && <span data-num>{formatTimeOfDay(atMs)}</span>}
      </figcaption>
    </figure>
  );
}

function InFrame({ label, reference, atMs, places = [] }: PictureProps) {
  const { t } = useFlowTexts();
  if (atMs === null) return t('kit.notShown');
  // Only what has an address at this counter can be drawn.
  if (reference?.startsWith('/') === true)
    return (
      <span className={classes['placed']}>
        <img src={reference} alt={label} />
        {places.map((place) => (
          <i
            key={place.label}
            title={place.label}
            style={{ left: percent(place.x), top: percent(place.y), width: percent(place.width), height: percent(place.height) }}
          />
        ))}
      </span>
    );
  const Icon = reference === null ? IconVideo : IconPhotoCheck;
  return (
    <>
      <Icon size={20} stroke={1.6} aria-hidden />
      {t(reference === null ? 'kit.lookAtVideo' : 'kit.pictureKept')}
    </>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
