import { assertNever, type GuestSessionView } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { IconCheck, IconDoorExit, IconVideoOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Page } from '../app/page.tsx';
import { BigNotice } from '../app/problem-screen.tsx';
import type { CallEnd, Self } from '../counter/call-session.ts';
import { CallOf } from '../counter/call-screen.tsx';
import { GuestCheck } from './guest-check.tsx';
import { GuestConsent } from './guest-consent.tsx';
import { useGuest } from './guest-services.ts';
import { useGuestTexts } from './texts/use-guest-texts.ts';

type Session = { readonly session: GuestSessionView };

/** The one screen that fits where the guest stands. */
export function GuestScreen({ session }: Session) {
  const { t } = useGuestTexts();
  /** They pressed the button that leads into the call; the pass that the call's screen asks for lets them in. */
  const [going, setGoing] = useState(false);
  const { standing } = session;
  useEffect(() => {
    if (standing === 'in_call') setGoing(false);
  }, [standing]);
  switch (standing) {
    case 'entered':
      return <GuestConsent session={session} />;
    case 'ready':
      return going ? <GuestCall session={session} /> : <GuestCheck session={session} onChecked={() => setGoing(true)} />;
    case 'in_call':
      return <GuestCall session={session} />;
    case 'left':
      return going ? <GuestCall session={session} /> : <Left session={session} onBack={() => setGoing(true)} />;
    case 'refused':
      return (
        <Page bank={session.bank} centred>
          <BigNotice Icon={IconVideoOff} title={t('refused.title')} text={t('refused.text')} />
        </Page>
      );
    case 'over':
      return <Over bank={session.bank} />;
    default:
      return assertNever(standing);
  }
}

function GuestCall({ session }: Session) {
  const { t } = useGuestTexts();
  const guest = useGuest();
  const { invitationId, participantId } = session;
  const self: Self = { role: 'guest', invitationId, participantId };
  const [busy, setBusy] = useState(false);
  const leave = async (): Promise<boolean> => {
    setBusy(true);
    return guest.ask('guest.leave', {}).then(
      () => true,
      () => false,
    );
  };
  const end: CallEnd = { title: t('leave.title'), text: t('leave.text'), button: t('leave'), end: leave, busy };
  return <CallOf session={session} self={self} end={end} />;
}

function Left({ session, onBack }: Session & { readonly onBack: () => void }) {
  const { t } = useGuestTexts();
  return (
    <Page
      bank={session.bank}
      centred
      actions={
        <Button kind="primary" size="xl" wide onClick={onBack}>
          {t('left.back')}
        </Button>
      }
    >
      <BigNotice Icon={IconDoorExit} title={t('left.title')} text={t('left.text')} />
    </Page>
  );
}

/** The session has ended, or the agent needs this guest no more. */
export function Over({ bank }: { readonly bank: GuestSessionView['bank'] | null }) {
  const { t } = useGuestTexts();
  return (
    <Page bank={bank} centred>
      <BigNotice Icon={IconCheck} title={t('over.title')} text={t('over.text')} />
    </Page>
  );
}
