import type { DeskView } from '@guichet/protocol';
import { Button, errorText, formatAge, formatTimeOfDay, StateView, useNow } from '@guichet/ui';
import { Banner } from '../app/parts/banner.tsx';
import { useTitle } from '../app/parts/use-title.ts';
import { useServices } from '../app/services.ts';
import { useStore } from '../app/store.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { CallWork } from './call/call-work.tsx';
import { AgentStatusSelect } from './desk/agent-status-select.tsx';
import { CustomerCard } from './desk/customer-card.tsx';
import { IncomingTransferCard } from './desk/incoming-transfer-card.tsx';
import { OfferCard } from './desk/offer-card.tsx';
import { QueueList } from './desk/queue-list.tsx';
import { DeskSkeleton } from './desk-skeleton.tsx';
import { IdleWork } from './idle/idle-work.tsx';
import classes from './workbench-page.module.css';
import { WrapUpWork } from './wrap-up/wrap-up-work.tsx';

export function WorkbenchPage() {
  const { t, language } = useTexts();
  useTitle(t('desk.title'));
  const { desk: connection } = useServices();
  const desk = useStore(connection.desk);
  const link = useStore(connection.link);

  if (link.kind === 'replaced') {
    return (
      <StateView
        kind="offline"
        title={t('link.replaced')}
        detail={t('link.replacedDetail')}
        action={
          <Button kind="primary" onClick={() => connection.reopen()}>
            {t('link.takeBack')}
          </Button>
        }
      />
    );
  }
  if (link.kind === 'refused') {
    return (
      <StateView
        kind="error"
        title={t('link.refused')}
        detail={errorText(link.error, language)}
        code={link.error.code.toUpperCase()}
        action={<Button onClick={() => connection.reopen()}>{t('app.retry')}</Button>}
      />
    );
  }
  if (desk === null) {
    if (link.kind !== 'away') return <DeskSkeleton />;
    return (
      <StateView
        kind="offline"
        title={t('app.unreachable')}
        detail={t('app.unreachableDetail')}
        action={<Button onClick={() => connection.reopen()}>{t('link.reconnect')}</Button>}
      />
    );
  }
  return <Desk desk={desk} />;
}

function Desk({ desk }: { readonly desk: DeskView }) {
  const { desk: connection } = useServices();
  const live = useStore(connection.link).kind === 'live';
  const { workbench } = desk;
  return (
    <div className={classes['page']}>
      <aside className={classes['left']}>
        <AgentStatusSelect desk={desk} />
        <div className={classes['leftScroll']}>
          <div className={classes['sections']}>
            {workbench !== null && <CustomerCard workbench={workbench} />}
            <QueueList queues={desk.queues} fresh={live} />
          </div>
        </div>
        {desk.incomingTransfer !== null && <IncomingTransferCard key={desk.incomingTransfer.transferId} transfer={desk.incomingTransfer} />}
        {desk.offer !== null && <OfferCard key={desk.offer.offerId} offer={desk.offer} />}
      </aside>
      <div className={classes['work']}>
        <AwayBanner />
        <Work desk={desk} live={live} />
      </div>
    </div>
  );
}

function Work({ desk, live }: { readonly desk: DeskView; readonly live: boolean }) {
  const { workbench } = desk;
  if (workbench === null) return <IdleWork desk={desk} />;
  if (workbench.status === 'in_call' && workbench.call !== null) {
    return <CallWork key={workbench.sessionId} workbench={workbench} call={workbench.call} me={desk.me.staffId} deskLive={live} />;
  }
  return <WrapUpWork key={workbench.sessionId} workbench={workbench} nextStatus={desk.nextStatus ?? 'idle'} deskLive={live} />;
}

/** The last content stays, with its time. */
function AwayBanner() {
  const { t } = useTexts();
  const { desk } = useServices();
  const link = useStore(desk.link);
  const away = link.kind === 'away';
  const now = useNow(500, undefined, away);
  if (!away) return null;
  const ageMs = Math.max(0, now - link.sinceMs);
  return (
    <Banner
      tone="warn"
      title={t('link.away', { age: formatAge(ageMs) })}
      detail={t('link.awayDetail', { time: formatTimeOfDay(link.sinceMs) })}
      action={
        <Button size="sm" onClick={() => desk.reopen()}>
          {t('link.reconnect')}
        </Button>
      }
    />
  );
}
