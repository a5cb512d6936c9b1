import { IconVideo } from '@tabler/icons-react';
import { z } from 'zod';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

const View = z.object({ step: z.enum(['open', 'close']), live: z.boolean(), recording: z.boolean() });

/** The call is being opened, and goes on once it is recorded; or it is being closed. */
export function Part({ step }: NodePartProps) {
  const { t } = useFlowTexts();
  const view = View.parse(step.view);
  const missing = [...(view.live ? [] : [t('connect.missing.call')]), ...(view.recording ? [] : [t('connect.missing.recording')])];
  return (
    <>
      <CalmLine icon={<IconVideo size={16} stroke={1.75} aria-hidden />}>{t(`connect.${view.step}`)}</CalmLine>
      {view.step === 'open' && <Missing items={missing} />}
    </>
  );
}
