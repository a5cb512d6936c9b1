import { formatTimeOfDay } from '@guichet/ui';
import { IconPlugConnected } from '@tabler/icons-react';
import { z } from 'zod';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

const View = z.object({ since: z.number(), service: z.string() });

/** One of the bank's systems was asked. */
export function Part({ step }: NodePartProps) {
  const { t } = useFlowTexts();
  const { since, service } = View.parse(step.view);
  return (
    <CalmLine icon={<IconPlugConnected size={16} stroke={1.75} aria-hidden />}>
      {t('service.asked', { service, time: formatTimeOfDay(since) })}
    </CalmLine>
  );
}
