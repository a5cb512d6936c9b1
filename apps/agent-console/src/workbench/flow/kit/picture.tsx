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
}

/** What was shown to the camera. Without a picture the video is what there is to look at, and that is said. */
export function Picture({ label, reference, atMs }: PictureProps) {
  return (
    <figure className={classes['picture']}>
      <div className={classes['frame']}>
        <InFrame label={label} reference={reference} atMs={atMs} />
      </div>
      <figcaption>
        <span>{label}</span>
        {atMs !== null && <span data-num>{formatTimeOfDay(atMs)}</span>}
      </figcaption>
    </figure>
  );
}

function InFrame({ label, reference, atMs }: PictureProps) {
  const { t } = useFlowTexts();
  if (atMs === null) return t('kit.notShown');
  // Only what has an address at this counter can be drawn.
  if (reference?.startsWith('/') === true) return <img src={reference} alt={label} />;
  const Icon = reference === null ? IconVideo : IconPhotoCheck;
  return (
    <>
      <Icon size={20} stroke={1.6} aria-hidden />
      {t(reference === null ? 'kit.lookAtVideo' : 'kit.pictureKept')}
    </>
  );
}
