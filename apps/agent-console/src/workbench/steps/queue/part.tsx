import { formatTimeOfDay } from '@guichet/ui';
import { IconUsersGroup } from '@tabler/icons-react';
import { z } from 'zod';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

const View = z.object({
  number: z.string().nullable(),
  state: z.enum(['asked', 'waiting', 'left']),
  waitingSince: z.number(),
  overflowed: z.boolean(),
});

/** The customer waits for somebody to accept. */
export function Part({ step }: NodePartProps) {
  const { t } = useFlowTexts();
  const { number, state, waitingSince, overflowed } = View.parse(step.view);
  return (
    <CalmLine icon={<IconUsersGroup size={16} stroke={1.75} aria-hidden />}>
      {t(`queue.${state}`, { number: number ?? '–', time: formatTimeOfDay(waitingSince) })}
      {overflowed && ` ${t('queue.overflowed')}`}
    </CalmLine>
  );
}
