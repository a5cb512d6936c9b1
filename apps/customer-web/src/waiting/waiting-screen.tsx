import type { CustomerSessionView } from '@guichet/protocol';
import { Button, Dialog, formatWait, useNow } from '@guichet/ui';
import {
  IconBell,
  IconCircleCheck,
  IconDeviceMobileCheck,
  IconHeadset,
  IconListCheck,
  IconUser,
  IconUserFilled,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Page } from '../app/page.tsx';
import { useTexts } from '../app/texts/use-texts.ts';
import { useAsk } from '../app/use-ask.ts';
import { ring } from './ring.ts';
import classes from './waiting-screen.module.css';

interface WaitingScreenProps {
  readonly session: CustomerSessionView;
  readonly checked: boolean;
}

/** More heads than this are a crowd, not a picture. */
const MOST_HEADS = 4;

export function WaitingScreen({ session, checked }: WaitingScreenProps) {
  const { t, language } = useTexts();
  const { ask, busy } = useAsk();
  const [leaving, setLeaving] = useState(false);
  const { ticket, serviceType } = session;
  const since = useRef(Date.now());
  const now = useNow(1_000);
  const ringing = ticket?.ringing === true;

  useEffect(() => (ringing ? ring() : undefined), [ringing]);

  if (ticket === null)
    return (
      <Page bank={session.bank}>
        <p role="status">{t('page.loading')}</p>
      </Page>
    );
  const ahead = ticket.place - 1;
  return (
    <Page
      bank={session.bank}
      actions={
        <>
          <p className={classes['bell']}>
            <IconBell size={20} stroke={1.6} aria-hidden />
            <span>{t(ticket.expectedWaitMs === null ? 'waiting.nobody' : 'waiting.keepOpen')}</span>
          </p>
          <Button size="xl" wide onClick={() => setLeaving(true)}>
            {t('waiting.leave')}
          </Button>
        </>
      }
    >
      <div className={classes['place']} aria-live="polite">
        {ringing ? (
          <>
            <h1 className={classes['big']}>{t('waiting.ringing')}</h1>
            <p className={classes['muted']}>{t('waiting.ringingText')}</p>
          </>
        ) : ahead === 0 ? (
          <h1 className={classes['big']}>{t('waiting.next')}</h1>
        ) : (
          <h1 className={classes['ahead']}>
            {t('waiting.ahead')}{' '}
            <span className={classes['number']} data-num>
              {ahead}
              <small>{t('waiting.people', { count: ahead })}</small>
            </span>
          </h1>
        )}
        <Heads ahead={ahead} ringing={ringing} />
      </div>
      <dl className={classes['figures']}>
        <div>
          <dt>{t('waiting.ticket')}</dt>
          <dd data-num>{ticket.number}</dd>
        </div>
        <div>
          <dt>{t('waiting.expected')}</dt>
          <dd data-num>{ringing ? t('waiting.expected.ringing') : <ExpectedWait waitMs={ticket.expectedWaitMs} />}</dd>
        </div>
        <div>
          <dt>{t('waiting.waited')}</dt>
          <dd data-num>{formatWait(now - since.current)}</dd>
        </div>
      </dl>
      <section aria-labelledby="prepare">
        <h2 id="prepare" className={classes['heading']}>
          {t('waiting.prepare')}
        </h2>
        <ul className={classes['prepare']}>
          {checked && (
            <li>
              <IconDeviceMobileCheck size={24} stroke={1.6} aria-hidden />
              <span>{t('waiting.checked')}</span>
              <span className={classes['ok']}>
                <IconCircleCheck size={20} stroke={1.75} aria-hidden />
                {t('waiting.checkedMark')}
              </span>
            </li>
          )}
          {serviceType.prepare.map((item) => (
            <PrepareItem key={item[language]} text={item[language]} />
          ))}
        </ul>
      </section>
      <Dialog
        open={leaving}
        onClose={() => setLeaving(false)}
        title={t('waiting.leave.title')}
        text={t('waiting.leave.text')}
        actions={
          <>
            <Button size="touch" onClick={() => setLeaving(false)}>
              {t('waiting.leave.stay')}
            </Button>
            <Button kind="danger" size="touch" busy={busy} onClick={() => void ask('ticket.leave', {})}>
              {t('waiting.leave')}
            </Button>
          </>
        }
      />
    </Page>
  );
}

function ExpectedWait({ waitMs }: { readonly waitMs: number | null }) {
  const { t } = useTexts();
  if (waitMs === null) return <>{t('waiting.expected.unknown')}</>;
  if (waitMs < 60_000) return <>{t('waiting.expected.soon')}</>;
  return <>{t('waiting.expected.minutes', { minutes: Math.round(waitMs / 60_000) })}</>;
}

/** The queue as a picture; the words beside it say the same. */
function Heads({ ahead, ringing }: { readonly ahead: number; readonly ringing: boolean }) {
  return (
    <div className={classes['heads']} aria-hidden>
      <span className={classes['staff']}>
        <IconHeadset size={18} stroke={1.75} />
      </span>
      <i data-ringing={ringing || undefined} />
      {Array.from({ length: Math.min(ahead, MOST_HEADS) }, (_, index) => (
        <span key={index}>
          <IconUser size={18} stroke={1.75} />
        </span>
      ))}
      <span className={classes['me']}>
        <IconUserFilled size={18} />
      </span>
    </div>
  );
}

/** A thing to have ready, to be ticked off for oneself; nobody else is told. */
function PrepareItem({ text }: { readonly text: string }) {
  const [ready, setReady] = useState(false);
  return (
    <li>
      <label>
        <IconListCheck size={24} stroke={1.6} aria-hidden />
        <span>{text}</span>
        <input type="checkbox" checked={ready} onChange={() => setReady(!ready)} />
      </label>
    </li>
  );
}
