import { assertNever, type DeskView } from '@guichet/protocol';
import { Button, formatWait, StateView } from '@guichet/ui';
import { IconBellRinging, IconHeadset, IconHeadsetOff, IconMoon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type ConsoleSay, useTexts } from '../../app/texts/use-texts.ts';
import { useAsk } from '../use-ask.ts';
import classes from './idle-work.module.css';
import { SelfCheck } from './self-check.tsx';

interface Wording {
  readonly icon: ReactNode;
  readonly title: string;
  readonly detail: string;
  readonly canGoIdle: boolean;
}

const ICON = { size: 32, stroke: 1.5, 'aria-hidden': true } as const;

function wordingOf(desk: DeskView, t: ConsoleSay): Wording {
  const waiting = desk.queues.reduce((sum, queue) => sum + queue.waiting, 0);
  switch (desk.status) {
    case 'offline':
      return { icon: <IconHeadsetOff {...ICON} />, title: t('idle.offlineTitle'), detail: t('idle.offlineDetail'), canGoIdle: true };
    case 'away':
      return { icon: <IconMoon {...ICON} />, title: t('idle.awayTitle'), detail: t('idle.awayDetail'), canGoIdle: true };
    case 'ringing':
      return {
        icon: <IconBellRinging {...ICON} />,
        title: t('idle.ringingTitle'),
        canGoIdle: false,
        detail: t(desk.offer === null && desk.incomingTransfer !== null ? 'idle.transferDetail' : 'idle.ringingDetail'),
      };
    case 'idle':
    // Between two views a status can be ahead of the call it speaks of.
    case 'busy':
    case 'wrap_up':
      return {
        icon: <IconHeadset {...ICON} />,
        title: t('idle.title'),
        canGoIdle: false,
        detail: waiting === 0 ? t('idle.detailNone') : t('idle.detailSome', { count: waiting }),
      };
    default:
      return assertNever(desk.status);
  }
}

/** The day in three figures. */
function Figures({ desk: { servedToday, queues } }: { readonly desk: DeskView }) {
  const { t } = useTexts();
  const longestMs = Math.max(0, ...queues.map(({ longestWaitMs }) => longestWaitMs ?? 0));
  const figures = [
    { name: t('idle.served'), value: String(servedToday) },
    { name: t('idle.waiting'), value: String(queues.reduce((sum, { waiting }) => sum + waiting, 0)) },
    { name: t('idle.longest'), value: longestMs === 0 ? '–' : formatWait(longestMs) },
  ];
  return (
    <dl className={classes['figures']}>
      {figures.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd data-num>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The middle of the desk without a session: what is so, what comes next, and a look at oneself before it does. */
export function IdleWork({ desk }: { readonly desk: DeskView }) {
  const { t } = useTexts();
  const { ask, busy } = useAsk();
  const { icon, title, detail, canGoIdle } = wordingOf(desk, t);
  return (
    <div className={classes['work']}>
      <div className={classes['state']} aria-live="polite">
        <StateView
          kind="empty"
          icon={icon}
          title={title}
          detail={detail}
          action={
            canGoIdle ? (
              <Button kind="primary" size="lg" busy={busy} onClick={() => void ask('status.choose', { status: 'idle' })}>
                {t('idle.goIdle')}
              </Button>
            ) : undefined
          }
        />
      </div>
      <Figures desk={desk} />
      {/* While it rings nothing may hold the camera that the call is about to need. */}
      {desk.status !== 'ringing' && <SelfCheck />}
    </div>
  );
}
