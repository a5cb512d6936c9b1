import { Button } from '@guichet/ui';
import { LocationView } from '@guichet/workflow/views';
import { IconAlertTriangle, IconMapPin } from '@tabler/icons-react';
import { Actions } from '../../flow/kit/actions.tsx';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

/** The customer decides and their device answers; the agent sees that it did, not where they are. */
export function Part({ step, act, busy }: NodePartProps) {
  const { t } = useFlowTexts();
  const { agreed, problem, attemptsLeft, maxAccuracyM } = LocationView.parse(step.view);
  return (
    <>
      <CustomerSees>{t(agreed ? 'location.seesBrowser' : 'location.seesText')}</CustomerSees>
      <CalmLine
        icon={
          problem === null ? <IconMapPin size={16} stroke={1.75} aria-hidden /> : <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
        }
      >
        {problem === null
          ? t(agreed ? 'location.waits' : 'location.decides')
          : t(`location.problem.${problem}`, { metres: maxAccuracyM, count: attemptsLeft })}
      </CalmLine>
      <Missing items={[t(agreed ? 'location.missingPosition' : 'location.missingDecision')]} />
      {step.actions.includes('go_without') && (
        <Actions>
          <Button busy={busy} onClick={() => void act('go_without')}>
            {t('location.goWithout')}
          </Button>
        </Actions>
      )}
    </>
  );
}
