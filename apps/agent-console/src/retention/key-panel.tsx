import type { KeyDestructionView } from '@guichet/protocol';
import { Button, errorText, formatCount, formatDateTime, StateView, Tag } from '@guichet/ui';
import { IconDownload, IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Listing } from '../admin/listing.tsx';
import { routeUrl } from '../app/http-client.ts';
import { Panel } from '../app/parts/panel.tsx';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../review/parts/list-table.tsx';
import classes from '../review/review-work.module.css';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

type Asking = { readonly kind: 'rotate' } | { readonly kind: 'destroy'; readonly keyId: string };
const COLUMNS = ['id', 'made', 'use', 'action'] as const;

/** Master keys: made by one person, destroyed by two. */
export function KeyPanel() {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const [asking, setAsking] = useState<Asking | null>(null);
  const query = useQuery({ queryKey: ['store', 'keys'], queryFn: ({ signal }) => http.request('storeKeys.list', { signal }) });
  const done = async (text: string) => {
    toasts.show('ok', text);
    await queries.invalidateQueries({ queryKey: ['store', 'keys'] });
  };
  const close = () => setAsking(null);
  return (
    <>
      <Panel
        title={t('store.keys')}
        aside={
          <Button size="sm" icon={<IconKey size={16} stroke={1.75} aria-hidden />} onClick={() => setAsking({ kind: 'rotate' })}>
            {t('store.rotate')}
          </Button>
        }
      >
        <Listing query={query} failed={{ title: t('store.loadFailed'), detail: t('store.loadFailedDetail') }}>
          {({ keys }) => (
            <ListTable inPanel columns={COLUMNS.map((column) => ({ text: t(`store.key.${column}`) }))}>
              {keys.map(({ keyId, madeAt, active, recordings }) => (
                <tr key={keyId}>
                  <ListCell label={t('store.key.id')}>
                    <span className={classes['mono']}>{keyId}</span>
                  </ListCell>
                  <ListCell label={t('store.key.made')}>{formatDateTime(madeAt)}</ListCell>
                  <ListCell label={t('store.key.use')}>
                    <Tag tone={active ? 'ok' : 'none'}>{t(active ? 'store.keyActive' : 'store.keyOld')}</Tag>{' '}
                    {t('store.keyRecordings', { count: formatCount(recordings, language) })}
                  </ListCell>
                  <ListCell label={t('store.key.action')}>
                    {!active && (
                      <Button
                        size="sm"
                        offReason={recordings > 0 ? t('store.keyRecordings', { count: recordings }) : null}
                        onClick={() => setAsking({ kind: 'destroy', keyId })}
                      >
                        {t('store.destroy')}
                      </Button>
                    )}
                  </ListCell>
                </tr>
              ))}
            </ListTable>
          )}
        </Listing>
      </Panel>
      <Panel title={t('store.ceremonies')}>
        <Listing query={query} failed={{ title: t('store.loadFailed'), detail: t('store.loadFailedDetail') }}>
          {({ destructions }) =>
            destructions.length === 0 ? (
              <StateView kind="empty" title={t('store.ceremoniesEmpty')} detail="" />
            ) : (
              <ul className={classes['ceremonies']}>
                {destructions.map((destruction) => (
                  <Ceremony key={destruction.keyDestructionId} destruction={destruction} onDone={done} />
                ))}
              </ul>
            )
          }
        </Listing>
      </Panel>
      {asking?.kind === 'rotate' && (
        <ConfirmDialog
          title={t('store.rotateTitle')}
          text={t('store.rotateText')}
          action={t('store.rotate')}
          onClose={close}
          onSend={async () => {
            await http.request('storeKeys.rotate', { body: {} });
            await done(t('store.rotated'));
          }}
        />
      )}
      {asking?.kind === 'destroy' && (
        <ReasonDialog
          title={t('store.destroyTitle')}
          text={t('store.destroyText')}
          action={t('store.destroy')}
          danger
          onClose={close}
          onSend={async (reason) => {
            await http.request('keyDestructions.request', { body: { target: { kind: 'master', keyId: asking.keyId }, reason } });
            await done(t('store.destroyAsked'));
          }}
        />
      )}
    </>
  );
}

interface CeremonyProps {
  readonly destruction: KeyDestructionView;
  readonly onDone: (text: string) => Promise<void>;
}

function Ceremony({ destruction, onDone }: CeremonyProps) {
  const { t, language } = useTexts();
  const { http, toasts } = useServices();
  const [asking, setAsking] = useState(false);
  const { keyDestructionId, kind, object, state, reason } = destruction;
  const decide = async (decision: 'destroy' | 'cancel') => {
    await http.request('keyDestructions.decide', { params: { keyDestructionId }, body: { decision } });
    await onDone(t(decision === 'destroy' ? 'store.ceremony.done' : 'store.ceremony.cancelled'));
  };
  return (
    <li>
      <div className={classes['tags']}>
        <Tag tone={state === 'done' ? 'danger' : state === 'requested' ? 'warn' : 'none'}>{t(`store.ceremony.state.${state}`)}</Tag>
        <span>{t(`store.ceremony.kind.${kind}`)}</span>
        <span className={classes['mono']}>{object}</span>
      </div>
      <p className={classes['note']}>
        {reason} · {t('holds.by', { name: destruction.requestedBy ?? '–', time: formatDateTime(destruction.requestedAt) })}
        {destruction.decidedAt !== null &&
          ` → ${t('holds.by', { name: destruction.decidedBy ?? '–', time: formatDateTime(destruction.decidedAt) })}`}
      </p>
      <div className={classes['actions']}>
        {state === 'requested' && (
          <>
            <Button
              size="sm"
              kind="danger"
              offReason={destruction.mayConfirm ? null : t('holds.waitsForOther')}
              onClick={() => setAsking(true)}
            >
              {t('store.ceremony.confirm')}
            </Button>
            <Button
              size="sm"
              onClick={() => void decide('cancel').catch((error: unknown) => toasts.show('danger', errorText(error, language)))}
            >
              {t('store.ceremony.cancel')}
            </Button>
          </>
        )}
        {state === 'done' && (
          <a className={classes['link']} download href={routeUrl('keyDestructions.certificate', { params: { keyDestructionId } })}>
            <IconDownload size={16} stroke={1.75} aria-hidden /> {t('deletions.certificate')}
          </a>
        )}
      </div>
      {asking && (
        <ConfirmDialog
          title={t('store.ceremony.confirmTitle')}
          text={t('store.ceremony.confirmText')}
          action={t('store.ceremony.confirm')}
          danger
          onClose={() => setAsking(false)}
          onSend={() => decide('destroy')}
        />
      )}
    </li>
  );
}
