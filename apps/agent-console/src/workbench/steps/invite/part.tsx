import { Button, Field } from '@guichet/ui';
import { InviteStaffView } from '@guichet/workflow/views';
import { IconAlertTriangle, IconSend, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Actions } from '../../flow/kit/actions.tsx';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Lead } from '../../flow/kit/lead.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import { ReasonAction } from '../../flow/kit/reason-action.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import { GuestLink } from './guest-link.tsx';

/** A third person is asked in by a link; the step goes on when they are in the call. */
export function Part({ step, act, busy }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const view = InviteStaffView.parse(step.view);
  const who = view.name ?? t(`invite.roles.${view.role}`);
  return (
    <>
      <Lead>
        {t(`invite.roles.${view.role}`)} · {view.title[language]}
      </Lead>
      <CustomerSees>{t(view.state === 'sent' ? 'invite.seesSent' : 'invite.seesNone')}</CustomerSees>
      {view.state !== 'none' && (
        <CalmLine
          icon={
            view.state === 'not_sent' ? (
              <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            ) : (
              <IconUserPlus size={16} stroke={1.75} aria-hidden />
            )
          }
        >
          {t(`invite.state.${view.state}`, { who })}
        </CalmLine>
      )}
      {view.link !== null && <GuestLink link={view.link} />}
      <Missing items={[t(view.state === 'none' ? 'invite.missingInvite' : 'invite.missingJoin', { who })]} />
      {/* A new invitation begins with what the last one said. */}
      {step.actions.includes('invite') && <Invite key={view.times} view={view} act={act} busy={busy} />}
      {step.actions.includes('give_up') && <GiveUp view={view} act={act} busy={busy} />}
    </>
  );
}

/** Mobile numbers of the mainland, or the international form. */
const PHONE = /^(1[3-9]\d{9}|\+[1-9]\d{6,14})$/;

function Invite({
  view: { state, mayInvite, name: before },
  act,
  busy,
}: { readonly view: InviteStaffView } & Pick<NodePartProps, 'act' | 'busy'>) {
  const { t } = useFlowTexts();
  const [open, setOpen] = useState(state === 'none' || state === 'not_sent');
  const [name, setName] = useState(before ?? '');
  const [phone, setPhone] = useState('');
  const number = phone.replaceAll(/[\s-]/g, '');
  const wrong = number !== '' && !PHONE.test(number);
  const off = !mayInvite ? t('invite.noMore') : name.trim() === '' ? t('invite.nameNeeded') : wrong ? t('invite.phoneWrong') : null;
  if (!open && state !== 'not_sent')
    return (
      <Actions>
        <Button offReason={mayInvite ? null : t('invite.noMore')} onClick={() => setOpen(true)}>
          {t('invite.sendAgain')}
        </Button>
      </Actions>
    );
  return (
    <>
      <Field label={t('invite.name')}>
        {(control) => (
          <input {...control} maxLength={100} autoComplete="off" value={name} onChange={(event) => setName(event.currentTarget.value)} />
        )}
      </Field>
      <Field label={t('invite.phone')} hint={t('invite.phoneHint')} error={wrong && phone.length > 10 ? t('invite.phoneWrong') : null}>
        {(control) => (
          <input {...control} type="tel" autoComplete="off" value={phone} onChange={(event) => setPhone(event.currentTarget.value)} />
        )}
      </Field>
      <Actions>
        <Button
          kind={state === 'none' ? 'primary' : 'secondary'}
          size="lg"
          data-last
          busy={busy || state === 'sending'}
          offReason={off}
          icon={<IconSend size={16} stroke={1.75} aria-hidden />}
          onClick={() => void act('invite', { name: name.trim(), phone: number === '' ? null : number })}
        >
          {t(state === 'none' ? 'invite.send' : 'invite.sendAgain')}
        </Button>
      </Actions>
    </>
  );
}

function GiveUp({ view: { times, mayLeaveOut }, act, busy }: { readonly view: InviteStaffView } & Pick<NodePartProps, 'act' | 'busy'>) {
  const { t } = useFlowTexts();
  const kinds = [...(mayLeaveOut ? (['not_needed'] as const) : []), ...(times > 0 ? (['did_not_come', 'refused'] as const) : [])];
  return (
    <Actions>
      <ReasonAction
        label={t('invite.giveUp')}
        reasons={kinds.map((key) => ({ key, title: t(`invite.reasons.${key}`) }))}
        offReason={kinds.length === 0 ? t('invite.mustAsk') : null}
        busy={busy}
        onDo={(reason) => act('give_up', { reason })}
      />
    </Actions>
  );
}
