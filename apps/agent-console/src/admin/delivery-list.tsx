import type { ApiClientView, WebhookDeliveryView } from '@guichet/protocol';
import { Button, errorText, formatDateTime, Skeleton, StateView, Tag, type Tone } from '@guichet/ui';
import { IconCheck, IconHourglass, IconPlugOff, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';

const STATUS: Readonly<Record<WebhookDeliveryView['status'], { tone: Tone; icon: ReactNode }>> = {
  pending: { tone: 'warn', icon: <IconHourglass aria-hidden /> },
  delivered: { tone: 'ok', icon: <IconCheck aria-hidden /> },
  failed: { tone: 'danger', icon: <IconX aria-hidden /> },
  gone: { tone: 'danger', icon: <IconPlugOff aria-hidden /> },
};

export function DeliveryTag({ delivery }: { readonly delivery: WebhookDeliveryView }) {
  const { t } = useTexts();
  return (
    <Tag tone={STATUS[delivery.status].tone} icon={STATUS[delivery.status].icon}>
      {t(`delivery.${delivery.status}`)}
    </Tag>
  );
}

/** What was sent to a system lately and what became of it. */
export function DeliveryList({ client: { apiClientId } }: { readonly client: ApiClientView }) {
  const { t, language } = useTexts();
  const { http } = useServices();
  const query = useQuery({
    queryKey: ['deliveries', apiClientId],
    queryFn: ({ signal }) => http.request('webhooks.deliveries', { params: { apiClientId }, signal }),
    refetchInterval: 5_000,
  });
  return (
    <section className={classes['deliveries']} aria-label={t('webhook.deliveries')}>
      <h3>{t('webhook.deliveries')}</h3>
      {query.data === undefined ? (
        query.error === null ? (
          <Skeleton rows={2} />
        ) : (
          <StateView
            kind="error"
            compact
            title={t('webhook.deliveriesFailed')}
            detail={errorText(query.error, language)}
            action={
              <Button size="sm" onClick={() => void query.refetch()}>
                {t('app.retry')}
              </Button>
            }
          />
        )
      ) : query.data.deliveries.length === 0 ? (
        <p className={classes['muted']}>{t('webhook.noDeliveries')}</p>
      ) : (
        <ul tabIndex={0} aria-label={t('webhook.deliveries')}>
          {query.data.deliveries.map((delivery) => (
            <li key={delivery.webhookId}>
              <code>{delivery.type}</code>
              <DeliveryTag delivery={delivery} />
              <small>
                {[
                  formatDateTime(delivery.lastAttemptAt ?? delivery.queuedAt),
                  t('delivery.attempts', { count: delivery.attempts }),
                  ...(delivery.lastStatus === null ? [] : [`HTTP ${delivery.lastStatus}`]),
                  ...(delivery.lastError === null ? [] : [delivery.lastError]),
                ].join(' · ')}
              </small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
