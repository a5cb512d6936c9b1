import { Button, errorText, formatCount, formatDateTime, formatSize } from '@guichet/ui';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Listing } from '../admin/listing.tsx';
import { Banner } from '../app/parts/banner.tsx';
import { PageHeader } from '../app/parts/page-header.tsx';
import { useTitle } from '../app/parts/use-title.ts';
import type { HttpReply } from '../app/http-client.ts';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from '../review/review-work.module.css';
import { AlarmPanel } from './alarm-panel.tsx';
import { KeyPanel } from './key-panel.tsx';

const REFRESH_MS = 15_000;

/** Where recordings stand once they are over, whether they are whole, and under which keys. */
export function StorePage() {
  const { t, language } = useTexts();
  useTitle(t('store.title'));
  const { http, queries, toasts } = useServices();
  const status = useQuery({
    queryKey: ['store', 'status'],
    queryFn: ({ signal }) => http.request('store.status', { signal }),
    refetchInterval: REFRESH_MS,
  });
  const scrub = useMutation({
    mutationFn: () => http.request('store.scrub', { body: {} }),
    onSuccess: () => {
      toasts.show('ok', t('store.scrubbing'));
      return queries.invalidateQueries({ queryKey: ['store'] });
    },
    onError: (error) => toasts.show('danger', errorText(error, language)),
  });
  return (
    <>
      <PageHeader title={t('store.title')} lead={t('store.lead')}>
        <Button icon={<IconRefresh size={16} stroke={1.75} aria-hidden />} busy={scrub.isPending} onClick={() => scrub.mutate()}>
          {t('store.scrub')}
        </Button>
      </PageHeader>
      <div className={classes['body']}>
        <Listing query={status} failed={{ title: t('store.loadFailed'), detail: t('store.loadFailedDetail') }}>
          {(shown) => <Status status={shown} />}
        </Listing>
        <AlarmPanel />
        <KeyPanel />
      </div>
    </>
  );
}

function Status({ status }: { readonly status: HttpReply<'store.status'> }) {
  const { t, language } = useTexts();
  const { landing, recordings, objects, sizeBytes, oldestCheckAt, overdueChecks } = status;
  const behind = status.trouble === 'landing_behind' ? landing.oldestUnreadyAt : recordings.oldestWaitingAt;
  const cards = {
    archived: formatCount(recordings.archived, language),
    objects: formatCount(objects, language),
    size: formatSize(sizeBytes),
    oldestCheck: oldestCheckAt === null ? '–' : formatDateTime(oldestCheckAt),
    overdue: formatCount(overdueChecks, language),
  } as const;
  return (
    <>
      {status.trouble !== null && behind !== null && (
        <Banner
          tone="warn"
          title={t(`store.trouble.${status.trouble}`)}
          detail={t(`store.trouble.${status.trouble}Detail`, { time: formatDateTime(behind) })}
        />
      )}
      {!status.locks && <Banner tone="info" title={t('store.noLocks')} detail={t('store.noLocksDetail')} />}
      <section className={classes['group']}>
        <h2>{t('store.landing')}</h2>
        <p className={classes['meta']}>
          {t(`store.kind.${landing.kind}`)} · <span className={classes['mono']}>{landing.name}</span>
        </p>
        <dl className={classes['cards']}>
          <Waiting name={t('store.card.unready')} count={landing.unready} since={landing.oldestUnreadyAt} />
          <Waiting name={t('store.card.waiting')} count={recordings.waiting} since={recordings.oldestWaitingAt} />
        </dl>
      </section>
      <section className={classes['group']}>
        <h2>{t('store.archive')}</h2>
        <p className={classes['meta']}>
          {t(`store.kind.${status.kind}`)} · <span className={classes['mono']}>{status.name}</span>
        </p>
        <dl className={classes['cards']}>
          {(Object.keys(cards) as (keyof typeof cards)[]).map((card) => (
            <div key={card} className={classes['card']}>
              <dt>{t(`store.card.${card}`)}</dt>
              <dd className={classes['figure']}>{cards[card]}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

interface WaitingProps {
  readonly name: string;
  readonly count: number;
  readonly since: number | null;
}

function Waiting({ name, count, since }: WaitingProps) {
  const { t, language } = useTexts();
  return (
    <div className={classes['card']}>
      <dt>{name}</dt>
      <dd className={classes['figure']}>{formatCount(count, language)}</dd>
      <dd className={classes['meta']}>{since === null ? t('store.noneWaits') : t('store.since', { time: formatDateTime(since) })}</dd>
    </div>
  );
}
