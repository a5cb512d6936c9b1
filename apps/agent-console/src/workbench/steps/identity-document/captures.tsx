import { Button } from '@guichet/ui';
import { Picture } from '../../flow/kit/picture.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';
import type { IdentityDocumentStaffView } from '@guichet/workflow/views';

interface CapturesProps extends Pick<NodePartProps, 'act' | 'busy'> {
  readonly view: IdentityDocumentStaffView;
  readonly may: boolean;
}

/** Side by side: what was asked for, and what was shown of it. */
export function Captures({ view: { sides, images, fields, currentSide }, act, busy, may }: CapturesProps) {
  const { t, language } = useFlowTexts();
  const placesOn = (reference: string | null) =>
    fields.flatMap(({ title, box }) => (box !== null && box.image === reference ? [{ ...box, label: title[language] }] : []));
  return (
    <div className={classes['sides']}>
      {sides.map(({ side, title, shown }) => {
        const image = images.find(({ what }) => what === side);
        return (
          <div key={side}>
            <Picture
              label={title?.[language] ?? side}
              reference={image?.ref ?? null}
              atMs={image?.atMs ?? null}
              places={placesOn(image?.ref ?? null)}
            />
            {may && !shown && (
              <Button
                wide
                offReason={side === currentSide ? (busy ? t('kit.sending') : null) : t('identity.otherSideFirst')}
                onClick={() => void act('capture', { side })}
              >
                {t('identity.capture')}
              </Button>
            )}
          </div>
        );
      })}
    </div>
  );
}
