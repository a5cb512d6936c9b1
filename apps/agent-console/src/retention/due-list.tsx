import { Button, Field, formatDateTime, StateView } from '@guichet/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Listing } from '../admin/listing.tsx';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../review/parts/list-table.tsx';
import classes from '../review/review-work.module.css';
import { PolicyTag, KeptUntil, RetentionTags } from './retention-tags.tsx';

const PAGE = 50;
const SHOWN = ['kept', 'due', 'held', 'deleting'] as const;
const COLUMNS = ['session', 'service', 'recorded', 'until', 'policies', 'state'] as const;

/** Sessions by when they are due, the next ones first. */
export function DueList() {
  const { t, language } = useTexts();
  const { http } = useServices();
  const [show, setShow] = useState<(typeof SHOWN)[number]>('kept');
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ['retention', 'list', show, offset],
    queryFn: ({ signal }) => http.request('retention.list', { query: { show, limit: PAGE, offset }, signal }),
    placeholderData: keepPreviousData,
  });
  const policies = useQuery({
    queryKey: ['retention', 'policies'],
    queryFn: ({ signal }) => http.request('retention.policies', { signal }),
  });
  return (
    <Listing query={query} failed={{ title: t('retention.loadFailed'), detail: t('retention.loadFailedDetail') }}>
      {({ sessions, total, counts }) => (
        <>
          <div className={classes['choice']}>
            <Field label={t('retention.show')}>
              {(control) => (
                <select
                  {...control}
                  value={show}
                  onChange={(event) => {
                    setShow(event.currentTarget.value as typeof show);
                    setOffset(0);
                  }}
                >
                  {SHOWN.map((one) => (
                    <option key={one} value={one}>
                      {t(`retention.show.${one}`, { count: counts[one] })}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
          {sessions.length === 0 ? (
            <StateView kind="empty" title={t('retention.empty')} detail={t('retention.emptyDetail')} />
          ) : (
            <ListTable look="text" columns={COLUMNS.map((column) => ({ text: t(`retention.col.${column}`) }))}>
              {sessions.map((line) => {
                const [recordingId] = line.recordings;
                return (
                  <tr key={line.sessionId}>
                    <ListCell label={t('retention.col.session')}>
                      {recordingId === undefined ? (
                        line.sessionNumber
                      ) : (
                        <Link
                          to="/recordings/$recordingId"
                          params={{ recordingId }}
                          className={classes['link'] ?? ''}
                          aria-label={t('retention.open', { number: line.sessionNumber })}
                        >
                          {line.sessionNumber}
                        </Link>
                      )}
                    </ListCell>
                    <ListCell label={t('retention.col.service')}>{line.serviceTitle[language]}</ListCell>
                    <ListCell label={t('retention.col.recorded')} className={classes['nowrap']}>
                      {formatDateTime(line.recordedAt)}
                    </ListCell>
                    <ListCell label={t('retention.col.until')}>
                      <KeptUntil facts={line} />
                    </ListCell>
                    <ListCell label={t('retention.col.policies')}>
                      {policies.data?.policies
                        .filter(({ id }) => line.policies.includes(id))
                        .map((policy) => <PolicyTag key={policy.id} policy={policy} />) ?? line.policies.join(' ')}
                    </ListCell>
                    <ListCell label={t('retention.col.state')}>
                      <RetentionTags facts={line} />
                    </ListCell>
                  </tr>
                );
              })}
            </ListTable>
          )}
          {total > PAGE && (
            <div className={classes['pager']}>
              {offset > 0 && <Button onClick={() => setOffset(offset - PAGE)}>{t('retention.previous')}</Button>}
              {offset + PAGE < total && <Button onClick={() => setOffset(offset + PAGE)}>{t('retention.more')}</Button>}
            </div>
          )}
        </>
      )}
    </Listing>
  );
}
