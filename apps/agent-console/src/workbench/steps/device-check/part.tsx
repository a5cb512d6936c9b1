import { IconDeviceMobileCheck } from '@tabler/icons-react';
import { z } from 'zod';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

const View = z.object({ missing: z.array(z.enum(['camera', 'microphone', 'network'])), triesLeft: z.number() });

/** The customer tries camera, microphone and line. */
export function Part({ step }: NodePartProps) {
  const { t } = useFlowTexts();
  const { missing, triesLeft } = View.parse(step.view);
  return (
    <>
      <CalmLine icon={<IconDeviceMobileCheck size={16} stroke={1.75} aria-hidden />}>
        {t('deviceCheck.state')} {t('deviceCheck.triesLeft', { count: triesLeft })}
      </CalmLine>
      <Missing items={missing.length === 0 ? [t('deviceCheck.missing')] : missing.map((part) => t(`deviceCheck.parts.${part}`))} />
    </>
  );
}
