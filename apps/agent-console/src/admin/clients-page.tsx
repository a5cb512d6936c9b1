import type { ApiClientId, ApiClientView } from '@guichet/protocol';
import { Button, formatAge, formatDateTime, StateView, Tag, useNow } from '@guichet/ui';
import { IconArchive, IconCheck, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageHeader } from '../app/parts/page-header.tsx';
import { useTitle } from '../app/parts/use-title.ts';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './admin.module.css';
import { ClientDialog, RevokeDialog } from './client-dialog.tsx';
import { DeliveryTag } from './delivery-list.tsx';
import { Listing } from './listing.tsx';
import { type OneTimeSecret, SecretDialog } from './secret-dialog.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';

const REFRESH_MS = 15_000;

export function ClientsPage() {
  const { t } = useTexts();
  useTitle(t('clients.title'));
  const { http } = useServices();
  const query = useQuery({
    queryKey: ['clients'],
    queryFn: ({ signal }) => http.request('clients.list', { signal }),
    refetchInterval: REFRESH_MS,
  });
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<ApiClientView | null>(null);
  const [hookOf, setHookOf] = useState<ApiClientId | null>(null);
  const [secret, setSecret] = useState<OneTimeSecret | null>(null);
  const hooked = query.data?.clients.find(({ apiClientId }) => apiClientId === hookOf);

  return (
    <>
      <PageHeader title={t('clients.title')}>
        <Button kind="primary" icon={<IconPlus size={16} stroke={1.75} aria-hidden />} onClick={() => setAdding(true)}>
          {t('clients.add')}
        </Button>
      </PageHeader>
      <div className={classes['body']}>
        <p className={classes['lead']}>{t('clients.lead')}</p>
        <Listing query={query} failed={{ title: t('clients.loadFailed'), detail: t('clients.loadFailedDetail') }}>
          {({ clients }) =>
            clients.length === 0 ? (
              <StateView kind="empty" title={t('clients.empty')} detail={t('clients.emptyDetail')} />
            ) : (
              <ClientTable clients={clients} onWebhook={({ apiClientId }) => setHookOf(apiClientId)} onRevoke={setRevoking} />
            )
          }
        </Listing>
      </div>
      {adding && <ClientDialog onClose={() => setAdding(false)} onSecret={setSecret} />}
      <RevokeDialog client={revoking} onClose={() => setRevoking(null)} />
      {hooked !== undefined && (
        <WebhookDialog key={hooked.apiClientId} client={hooked} onClose={() => setHookOf(null)} onSecret={setSecret} />
      )}
      <SecretDialog shown={secret} onClose={() => setSecret(null)} />
    </>
  );
}

interface ClientTableProps {
  readonly clients: readonly ApiClientView[];
  readonly onWebhook: (client: ApiClientView) => void;
  readonly onRevoke: (client: ApiClientView) => void;
}

function ClientTable({ clients, ...handlers }: ClientTableProps) {
  const { t } = useTexts();
  return (
    <div className={classes['table']} tabIndex={0} role="group" aria-label={t('clients.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('clients.col.name')}</th>
            <th scope="col">{t('clients.col.access')}</th>
            <th scope="col">{t('clients.col.webhook')}</th>
            <th scope="col">{t('clients.col.last')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('clients.col.action')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {clients.map((client) => (
            <Row key={client.apiClientId} client={client} {...handlers} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ client, onWebhook, onRevoke }: { readonly client: ApiClientView } & Omit<ClientTableProps, 'clients'>) {
  const { t } = useTexts();
  const { clock } = useServices();
  const [serverNow] = useState(() => () => clock.nowMs());
  const now = useNow(30_000, serverNow);
  const { name, keyHint, active, createdAt, webhook } = client;
  const last = webhook?.lastDelivery ?? null;
  return (
    <tr>
      <td data-label={t('clients.col.name')}>
        <span className={classes['two']}>
          <span>{name}</span>
          <small>{t('clients.created', { time: formatDateTime(createdAt) })}</small>
        </span>
      </td>
      <td data-label={t('clients.col.access')}>
        <span className={classes['tags']}>
          <Tag tone={active ? 'ok' : 'neutral'} icon={active ? <IconCheck aria-hidden /> : <IconArchive aria-hidden />}>
            {t(active ? 'clients.active' : 'clients.revoked')}
          </Tag>
          {keyHint !== null && <span className={classes['muted']}>{t('clients.key', { hint: keyHint })}</span>}
        </span>
      </td>
      <td data-label={t('clients.col.webhook')}>
        {webhook === null ? (
          <span className={classes['muted']}>{t('clients.noWebhook')}</span>
        ) : (
          <div className={classes['url']} title={webhook.url}>
            {webhook.url}
          </div>
        )}
      </td>
      <td data-label={t('clients.col.last')}>
        <span className={classes['tags']}>
          {last === null ? (
            '–'
          ) : (
            <>
              <DeliveryTag delivery={last} />
              <span className={classes['muted']}>{t('time.ago', { age: formatAge(now - (last.lastAttemptAt ?? last.queuedAt)) })}</span>
            </>
          )}
        </span>
      </td>
      <td>
        {active && (
          <span className={classes['actions']}>
            <Button size="sm" onClick={() => onWebhook(client)} aria-label={t('webhook.title', { name })}>
              {t('clients.webhook')}
            </Button>
            <Button size="sm" kind="danger" onClick={() => onRevoke(client)} aria-label={`${t('clients.revoke')}: ${name}`}>
              {t('clients.revoke')}
            </Button>
          </span>
        )}
      </td>
    </tr>
  );
}
