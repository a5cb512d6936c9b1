import { Button } from '@guichet/ui';
import { IconCheck, IconSignature } from '@tabler/icons-react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './place-list.module.css';
import type { PlaceView } from '@guichet/workflow/views';

interface PlaceListProps {
  readonly places: readonly PlaceView[];
  /** Why nothing can be signed yet; null when it can. */
  readonly offReason: string | null;
  readonly onSign: (place: PlaceView) => void;
}

/** What a place is called: its own title, or what is written there. */
export function usePlaceTitle(): (place: PlaceView) => string {
  const { language } = useTexts();
  const { t } = useStepTexts();
  return ({ title, kind }) => title?.[language] ?? t(`document.${kind}`);
}

/** Every place where something is written by hand, by whom, and whether it is. */
export function PlaceList({ places, offReason, onSign }: PlaceListProps) {
  const { t } = useStepTexts();
  const titleOf = usePlaceTitle();
  const next = places.find(({ by, signed }) => by === 'customer' && !signed);
  return (
    <ol className={classes['places']}>
      {places.map((place) => (
        <li key={place.name} data-signed={place.signed}>
          {place.signed ? <IconCheck size={20} stroke={2} aria-hidden /> : <IconSignature size={20} stroke={1.6} aria-hidden />}
          <p>
            {titleOf(place)}
            <small data-num>
              {t('document.onPage', { page: place.page })}
              {place.signed && <> · {t('document.signed')}</>}
            </small>
          </p>
          {place.by === 'customer' ? (
            <Button
              kind={place === next && offReason === null ? 'primary' : 'secondary'}
              size="touch"
              offReason={offReason}
              onClick={() => onSign(place)}
            >
              {t(place.signed ? 'document.rewrite' : 'document.sign')}
            </Button>
          ) : (
            !place.signed && <span>{t('document.otherSigns')}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
