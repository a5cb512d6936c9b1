import { Field, formatDateTime, StateView } from '@guichet/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Listing } from '../admin/listing.tsx';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../review/parts/list-table.tsx';
import classes from '../review/review-work.module.css';
import { HoldActions } from './hold-actions.tsx';
import { HoldTag } from './retention-tags.tsx';

const SHOWN = ['standing', 'released'] as const;
const COLUMNS = ['session', 'reason', 'placed', 'state', 'release'] as const;

/** Legal holds, and who may release them. */
export function HoldList() {
  const { t } = useTexts();
  const { http } = useServices();
  const [show, setShow] = useState<(typeof SHOWN)[number]>('standing');
  const query = useQuery({
    queryKey: ['holds', show],
    queryFn: ({ signal }) => http.request('holds.list', { query: { show, limit: 100 }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <Listing query={query} failed={{ title: t('retention.loadFailed'), detail: t('retention.loadFailedDetail') }}>
      {({ holds }) => (
        <>
          <div className={classes['choice']}>
            <Field label={t('retention.show')}>
              {(control) => (
                <select {...control} value={show} onChange={(event) => setShow(event.currentTarget.value as typeof show)}>
                  {SHOWN.map((one) => (
                    <option key={one} value={one}>
                      {t(`holds.show.${one}`)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
          {holds.length === 0 ? (
            <StateView kind="empty" title={t('holds.empty')} detail={t('holds.emptyDetail')} />
          ) : (
            <ListTable look="text" columns={COLUMNS.map((column) => ({ text: t(`holds.col.${column}`) }))}>
              {holds.map((hold) => (
                <tr key={hold.holdId}>
                  <ListCell label={t('holds.col.session')}>
                    {hold.recordingId === null ? (
                      hold.sessionNumber
                    ) : (
                      <Link to="/recordings/$recordingId" params={{ recordingId: hold.recordingId }} className={classes['link'] ?? ''}>
                        {hold.sessionNumber}
                      </Link>
                    )}
                  </ListCell>
                  <ListCell label={t('holds.col.reason')}>
                    {hold.reason}
                    {hold.releaseReason !== null && <div className={classes['note']}>{hold.releaseReason}</div>}
                  </ListCell>
                  <ListCell label={t('holds.col.placed')}>
                    {t('holds.by', { name: hold.placedBy ?? '–', time: formatDateTime(hold.placedAt) })}
                  </ListCell>
                  <ListCell label={t('holds.col.state')}>
                    <HoldTag hold={hold} />
                  </ListCell>
                  <ListCell label={t('holds.col.release')}>
                    {hold.releaseRequestedAt !== null && (
                      <div className={classes['note']}>
                        {t('holds.by', { name: hold.releaseRequestedBy ?? '–', time: formatDateTime(hold.releaseRequestedAt) })}
                      </div>
                    )}
                    {hold.releasedAt !== null && (
                      <div className={classes['note']}>
                        {t('holds.by', { name: hold.releasedBy ?? '–', time: formatDateTime(hold.releasedAt) })}
                      </div>
                    )}
                    <HoldActions hold={hold} />
                  </ListCell>
                </tr>
              ))}
            </ListTable>
          )}
        </>
      )}
    </Listing>
  );
}
