import { formatWait, useNow } from '@guichet/ui';
import { HandOverStaffView } from '@guichet/workflow/views';
import { IconUserShare } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useSkillNames } from '../../../app/parts/use-skill-names.ts';
import { useServices } from '../../../app/services.ts';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Facts } from '../../flow/kit/facts.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

/** Another person was called; done when they are in the call. */
export function Part({ step, spoken }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const { since, number, notice, summary, skill } = HandOverStaffView.parse(step.view);
  const { clock } = useServices();
  const skillName = useSkillNames();
  const serverNow = useCallback(() => clock.nowMs(), [clock]);
  const now = useNow(1_000, serverNow);
  return (
    <>
      <CalmLine icon={<IconUserShare size={16} stroke={1.75} aria-hidden />}>{t('handOver.called')}</CalmLine>
      <CustomerSees>{notice?.[spoken] ?? t('handOver.sees')}</CustomerSees>
      <Facts
        rows={[
          { name: t('handOver.waited'), value: formatWait(now - since) },
          ...(number === null ? [] : [{ name: t('handOver.number'), value: number }]),
          ...(skill === null ? [] : [{ name: t('handOver.skill'), value: skillName(skill) }]),
          ...(summary === null ? [] : [{ name: t('handOver.summary'), value: summary[language] }]),
        ]}
      />
      <Missing items={[t('handOver.missing')]} />
    </>
  );
}
