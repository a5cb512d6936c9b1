import { Button, Field, formatClock, useNow } from '@guichet/ui';
import { OtpView } from '@guichet/workflow/views';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { AtHand } from '../flow/at-hand.tsx';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './part.module.css';

/** A code that came by another way is typed in; phones that can offer it do. */
export function Part({ step, act, busy }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { clock } = useServices();
  const serverNow = useCallback(() => clock.nowMs(), [clock]);
  const nowMs = useNow(1_000, serverNow);
  const view = OtpView.parse(step.view);
  const { purpose, channel, digits, state, problem, expiresAtMs, triesLeft, sendsLeft } = view;
  const [typed, setTyped] = useState('');
  const code = digitsOf(typed);
  // What was wrong is not to be typed over, character by character.
  useEffect(() => {
    if (problem === 'wrong' || problem === 'expired') setTyped('');
  }, [problem, triesLeft]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === digits && state === 'waiting' && problem !== 'expired') void act('enter', { code });
  };
  const leftMs = expiresAtMs === null ? 0 : expiresAtMs - nowMs;
  const open = state === 'waiting' && problem !== 'expired';
  return (
    <form className={classes['code']} onSubmit={submit}>
      <p>{purpose[language]}</p>
      <p className={classes['state']} role="status">
        {t(state === 'sending' ? 'otp.sending' : state === 'not_sent' ? 'otp.notSent' : `otp.sent.${channel}`, { digits })}
      </p>
      <Field
        label={t('otp.label')}
        hint={open ? t('otp.valid', { time: formatClock(leftMs) }) : undefined}
        error={problem === null || state !== 'waiting' ? null : t(`otp.problem.${problem}`, { count: triesLeft })}
        size="large"
      >
        {(control) => (
          <input
            {...control}
            className={`${control.className} ${classes['digits']}`}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="done"
            // Room for what is pasted with spaces in it.
            maxLength={digits * 2}
            readOnly={!open}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </Field>
      <AtHand>
        <Resend view={view} nowMs={nowMs} act={act} busy={busy} />
        <Button
          kind="primary"
          size="xl"
          type="submit"
          busy={busy || state === 'checking'}
          offReason={code.length === digits && open ? null : t('otp.incomplete', { digits })}
        >
          {t('otp.confirm')}
        </Button>
      </AtHand>
      {(state === 'not_sent' || sendsLeft === 0) && (
        <Button kind="quiet" size="touch" busy={busy} onClick={() => void act('give_up', { reason: 'not_received' })}>
          {t('otp.giveUp')}
        </Button>
      )}
    </form>
  );
}

/** Not before its time, and it says when that is. */
function Resend({
  view: { state, sendsLeft, resendAtMs },
  nowMs,
  act,
  busy,
}: { readonly view: OtpView; readonly nowMs: number } & Pick<StepPartProps, 'act' | 'busy'>) {
  const { t } = useStepTexts();
  const waitMs = Math.max(0, (resendAtMs ?? 0) - nowMs);
  const off =
    sendsLeft <= 0
      ? t('otp.noMore')
      : state !== 'waiting' && state !== 'not_sent'
        ? t('otp.sending')
        : waitMs > 0
          ? t('otp.resendIn', { time: formatClock(waitMs + 999) })
          : null;
  return (
    <Button size="xl" busy={busy} offReason={off} onClick={() => void act('resend')}>
      {waitMs > 0 && sendsLeft > 0 ? t('otp.resendIn', { time: formatClock(waitMs + 999) }) : t('otp.resend')}
    </Button>
  );
}

/** Full-width digits are what an input method for Chinese writes. */
const digitsOf = (typed: string): string => typed.normalize('NFKC').replaceAll(/[^0-9]/g, '');
