import type { StoreAlarmView } from '@guichet/protocol';
import { Button, errorText, formatCount, formatDateTime, formatTimecode, StateView, Tag } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Listing } from '../admin/listing.tsx';
import { Panel } from '../app/parts/panel.tsx';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../review/parts/list-table.tsx';
import classes from '../review/review-work.module.css';

const REFRESH_MS = 15_000;
const COLUMNS = ['session', 'object', 'place', 'found', 'state'] as const;

/** Stored objects that are not what they were, with the place of the damage. */
export function AlarmPanel() {
  const { t } = useTexts();
  const { http } = useServices();
  const query = useQuery({
    queryKey: ['store', 'alarms'],
    queryFn: ({ signal }) => http.request('store.alarms', { query: { limit: 100 }, signal }),
    refetchInterval: REFRESH_MS,
  });
  const open = query.data?.alarms.filter(({ resolvedAt }) => resolvedAt === null).length ?? 0;
  return (
    <Panel title={t('store.alarms')} aside={open > 0 ? <Tag tone="danger">{open}</Tag> : null}>
      <Listing query={query} failed={{ title: t('store.loadFailed'), detail: t('store.loadFailedDetail') }}>
        {({ alarms }) =>
          alarms.length === 0 ? (
            <StateView kind="empty" title={t('store.alarmsEmpty')} detail={t('store.alarmsEmptyDetail')} />
          ) : (
            <ListTable inPanel look="text" columns={COLUMNS.map((column) => ({ text: t(`store.col.${column}`) }))}>
              {alarms.map((alarm) => (
                <AlarmRow key={alarm.alarmId} alarm={alarm} />
              ))}
            </ListTable>
          )
        }
      </Listing>
    </Panel>
  );
}

function AlarmRow({ alarm }: { readonly alarm: StoreAlarmView }) {
  const { t, language } = useTexts();
  const { http, queries, toasts } = useServices();
  const acknowledge = useMutation({
    mutationFn: () => http.request('store.acknowledge', { params: { alarmId: alarm.alarmId }, body: {} }),
    onError: (error) => toasts.show('danger', errorText(error, language)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['store', 'alarms'] }),
  });
  const [from, to] = [formatCount(alarm.fromByte, language), formatCount(alarm.toByte, language)];
  return (
    <tr>
      <ListCell label={t('store.col.session')}>
        <Link to="/recordings/$recordingId" params={{ recordingId: alarm.recordingId }} className={classes['link'] ?? ''}>
          {alarm.sessionNumber}
        </Link>
      </ListCell>
      <ListCell label={t('store.col.object')}>
        <span className={classes['mono']}>{alarm.object}</span>
      </ListCell>
      <ListCell label={t('store.col.place')}>
        <Tag tone={alarm.resolvedAt === null ? 'danger' : 'none'}>{t(`store.damage.${alarm.damage}`)}</Tag>
        <div className={classes['note']}>
          {alarm.atMs === null || alarm.atMs < 0
            ? t('store.place', { from, to })
            : t('store.placeAt', { from, to, time: formatTimecode(alarm.atMs) })}
        </div>
      </ListCell>
      <ListCell label={t('store.col.found')} className={classes['nowrap']}>
        {formatDateTime(alarm.foundAt)}
      </ListCell>
      <ListCell label={t('store.col.state')}>
        {alarm.resolvedAt !== null ? (
          <Tag tone="ok">{t('store.resolved')}</Tag>
        ) : alarm.acknowledgedAt !== null ? (
          t('store.acknowledged', { name: alarm.acknowledgedBy ?? '–' })
        ) : (
          <Button size="sm" busy={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
            {t('store.acknowledge')}
          </Button>
        )}
      </ListCell>
    </tr>
  );
}
