import type { GuestView, SessionId } from '@guichet/protocol';
import { Button, Dialog, Tag, type Tone } from '@guichet/ui';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useFlowTexts } from '../flow/texts/use-flow-texts.ts';
import { useAsk } from '../use-ask.ts';
import classes from './guest-list.module.css';

interface GuestListProps {
  readonly sessionId: SessionId;
  readonly guests: readonly GuestView[];
}

const TONES: Readonly<Record<GuestView['state'], Tone>> = {
  invited: 'neutral',
  opened: 'brand',
  agreed: 'brand',
  in_call: 'ok',
  away: 'warn',
  left: 'neutral',
  refused: 'danger',
  expired: 'warn',
  revoked: 'neutral',
};
/** Nothing is left to be taken back. */
const OVER: readonly GuestView['state'][] = ['refused', 'expired', 'revoked'];
const IN_CALL: readonly GuestView['state'][] = ['in_call', 'away'];
const ROLES = ['spouse', 'guardian', 'co_owner', 'guarantor', 'insured', 'adviser', 'interpreter', 'witness'] as const;

/** Who was invited, how far they have come, and the way to take it back. Nothing where nobody was. */
export function GuestList({ sessionId, guests }: GuestListProps) {
  const { t } = useFlowTexts();
  if (guests.length === 0) return null;
  return (
    <ul className={classes['guests']} aria-label={t('guests')}>
      {latest(guests).map((guest) => (
        <Guest key={guest.invitationId} sessionId={sessionId} guest={guest} />
      ))}
    </ul>
  );
}

/** Whoever was invited again stands here once. */
function latest(guests: readonly GuestView[]): readonly GuestView[] {
  return [...new Map(guests.map((guest) => [`${guest.role} ${guest.name}`, guest])).values()];
}

function Guest({ sessionId, guest }: { readonly sessionId: SessionId; readonly guest: GuestView }) {
  const { t } = useFlowTexts();
  const { ask, busy } = useAsk();
  const [asking, setAsking] = useState(false);
  const { invitationId, name, state } = guest;
  const role = ROLES.find((each) => each === guest.role);
  const as = role === undefined ? null : t(`invite.roles.${role}`);
  const who = name ?? as ?? '';
  const isHere = IN_CALL.includes(state);
  const action = t(isHere ? 'guests.remove' : 'guests.takeBack');
  const revoke = async () => {
    await ask('guest.revoke', { sessionId, invitationId });
    setAsking(false);
  };
  return (
    <li data-guest={state}>
      <IconUserPlus size={16} stroke={1.75} aria-hidden />
      <span className={classes['who']}>
        <strong>{who}</strong>
        {name !== null && as !== null && <small>{as}</small>}
      </span>
      <span role="status">
        <Tag tone={TONES[state]}>{t(`guests.state.${state}`)}</Tag>
      </span>
      {!OVER.includes(state) && (
        <Button
          kind="quiet"
          size="sm"
          busy={busy}
          aria-label={t('guests.of', { action, who })}
          onClick={() => (isHere ? setAsking(true) : void revoke())}
        >
          {action}
        </Button>
      )}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        placement="side"
        title={t('guests.remove.title', { who })}
        text={t('guests.remove.text')}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('guests.remove.back')}</Button>
            <Button kind="dangerSolid" busy={busy} onClick={() => void revoke()}>
              {t('guests.remove')}
            </Button>
          </>
        }
      />
    </li>
  );
}
