import { IconHourglass } from '@tabler/icons-react';
import { z } from 'zod';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

const View = z.object({ signal: z.string().nullable() });

/** Nothing to do but to wait. */
export function Part({ step }: NodePartProps) {
  const { t } = useFlowTexts();
  const { signal } = View.parse(step.view);
  return (
    <CalmLine icon={<IconHourglass size={16} stroke={1.75} aria-hidden />}>
      {signal === null ? t('wait.time') : t('wait.signal', { signal })}
    </CalmLine>
  );
}
