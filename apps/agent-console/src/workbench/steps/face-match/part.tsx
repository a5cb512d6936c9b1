import { Button } from '@guichet/ui';
import { FaceMatchStaffView } from '@guichet/workflow/views';
import { IconCamera } from '@tabler/icons-react';
import { Actions } from '../../flow/kit/actions.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { EngineHint } from '../../flow/kit/engine-hint.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import { Picture } from '../../flow/kit/picture.tsx';
import { ReasonAction } from '../../flow/kit/reason-action.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';
import { SideBySide } from './side-by-side.tsx';

/** Is it the person on the document? By the agent's eye; what an engine says stands beside it. */
export function Part({ step, act, busy }: NodePartProps) {
  const { t } = useFlowTexts();
  const { images, needed, mayConfirm, engineAllowed, hint, comparison, rejections } = FaceMatchStaffView.parse(step.view);
  const may = (action: string) => step.actions.includes(action);
  const left = Math.max(0, needed - images.length);
  const sending = busy ? t('kit.sending') : null;
  return (
    <>
      <CustomerSees>{t('face.sees')}</CustomerSees>
      <p>{t('face.compare')}</p>
      <div className={classes['pictures']}>
        {images.map(({ what, ref, atMs }, index) => (
          <Picture key={what} label={t('face.picture', { number: index + 1 })} reference={ref} atMs={atMs} />
        ))}
        {left > 0 && <Picture label={t('face.picture', { number: images.length + 1 })} reference={null} atMs={null} />}
      </div>
      <EngineHint hint={hint} />
      {comparison !== null && <SideBySide comparison={comparison} engine={hint?.engine ?? ''} atMs={images.at(-1)?.atMs ?? null} />}
      {!engineAllowed && <p className={classes['note']}>{t('face.noEngine')}</p>}
      <Missing items={left > 0 ? [t('face.left', { count: left })] : []} />
      <Actions>
        {may('reject') && (
          <ReasonAction label={t('kit.reject')} reasons={rejections} danger busy={busy} onDo={(reason) => act('reject', { reason })} />
        )}
        {may('capture') && (
          <Button
            kind={mayConfirm ? 'secondary' : 'primary'}
            icon={<IconCamera size={16} stroke={1.75} aria-hidden />}
            offReason={sending}
            onClick={() => void act('capture')}
          >
            {t('face.capture')}
          </Button>
        )}
        {may('confirm') && (
          <Button
            kind={mayConfirm ? 'primary' : 'secondary'}
            size="lg"
            data-last
            offReason={mayConfirm ? sending : t('face.left', { count: left })}
            onClick={() => void act('confirm')}
          >
            {t('face.confirm')}
          </Button>
        )}
      </Actions>
    </>
  );
}
