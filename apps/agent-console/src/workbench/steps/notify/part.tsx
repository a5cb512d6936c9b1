import { IconBell } from '@tabler/icons-react';
import { z } from 'zod';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

const View = z.object({ channel: z.enum(['sms', 'push', 'email', 'bank']) });

/** A message is on its way. */
export function Part({ step }: NodePartProps) {
  const { t } = useFlowTexts();
  const { channel } = View.parse(step.view);
  return <CalmLine icon={<IconBell size={16} stroke={1.75} aria-hidden />}>{t(`notify.${channel}`)}</CalmLine>;
}
