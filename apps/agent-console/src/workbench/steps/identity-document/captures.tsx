import { Button } from '@guichet/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
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
export function Captures({ view: { sides, images, stills, fields, currentSide }, act, busy, may }: CapturesProps) {
  const { t, language } = useFlowTexts();
  const placesOn = (reference: string | null) =>
    fields.flatMap(({ title, box }) => (box !== null && box.image === reference ? [{ ...box, label: title[language] }] : []));
  return (
    <div className={classes['sides']}>
      {sides.map(({ side, title, shown }) => {
        const image = images.find(({ what }) => what === side);
        const still = stills.find(({ what }) => what === side);
        return (
          <div key={side}>
            <Picture
              label={title?.[language] ?? side}
              reference={image?.ref ?? null}
              atMs={image?.atMs ?? null}
              places={placesOn(image?.ref ?? null)}
            />
            {still !== undefined && <StillNote still={still} />}
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

/** What became of the picture that the customer's device sent beside the video. */
function StillNote({ still: { ref, finding, isForeign } }: { readonly still: IdentityDocumentStaffView['stills'][number] }) {
  const { t, language } = useFlowTexts();
  return (
    <p className={classes['still']} role={isForeign ? 'alert' : undefined}>
      {isForeign && <IconAlertTriangle size={16} stroke={1.75} aria-hidden />}
      <span>
        {finding[language]}{' '}
        {ref?.startsWith('/') === true && (
          <a href={ref} target="_blank" rel="noreferrer">
            {t('identity.seeStill')}
          </a>
        )}
      </span>
    </p>
  );
}
