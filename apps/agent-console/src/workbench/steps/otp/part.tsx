import { OtpView } from '@guichet/workflow/views';
import { IconAlertTriangle, IconPasswordMobilePhone } from '@tabler/icons-react';
import { Actions } from '../../flow/kit/actions.tsx';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Lead } from '../../flow/kit/lead.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import { ReasonAction } from '../../flow/kit/reason-action.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

const REASONS = ['not_received', 'not_wanted'] as const;

/** The customer types it; the agent sees how far that is and never asks for the code. */
export function Part({ step, act, busy }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const { purpose, channel, state, problem, triesLeft, sendsLeft } = OtpView.parse(step.view);
  const troubled = state === 'not_sent' || problem !== null;
  return (
    <>
      <Lead>{purpose[language]}</Lead>
      <CustomerSees>{t('otp.sees')}</CustomerSees>
      <CalmLine
        icon={
          troubled ? (
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          ) : (
            <IconPasswordMobilePhone size={16} stroke={1.75} aria-hidden />
          )
        }
      >
        {state === 'waiting' && problem !== null
          ? t(`otp.problem.${problem}`)
          : t(`otp.state.${state}`, { channel: t(`otp.channel.${channel}`) })}
      </CalmLine>
      <p>{t('otp.left', { tries: triesLeft, sends: sendsLeft })}</p>
      <p>{t('otp.never')}</p>
      <Missing items={[t('otp.missing')]} />
      {step.actions.includes('give_up') && (
        <Actions>
          <ReasonAction
            label={t('otp.giveUp')}
            reasons={REASONS.map((key) => ({ key, title: t(`otp.reasons.${key}`) }))}
            busy={busy}
            onDo={(reason) => act('give_up', { reason })}
          />
        </Actions>
      )}
    </>
  );
}
