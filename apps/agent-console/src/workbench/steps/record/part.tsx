import { LocalText } from '@guichet/protocol';
import { IconPlayerRecord } from '@tabler/icons-react';
import { z } from 'zod';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

const View = z.object({ step: z.enum(['mark', 'pause', 'resume']), reason: LocalText.nullable(), rule: z.string().nullable() });

/** The recorder was told to pause or to go on; the step waits until it has said that it did. */
export function Part({ step }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const { step: what, reason, rule } = View.parse(step.view);
  const because = [reason?.[language], rule].filter((text) => text != null).join(' · ');
  return (
    <CalmLine icon={<IconPlayerRecord size={16} stroke={1.75} aria-hidden />}>
      {t(`record.${what}`)} {because}
    </CalmLine>
  );
}
