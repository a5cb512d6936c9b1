import { formatDateTime, formatSize, StateView, Tag } from '@guichet/ui';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Listing } from '../admin/listing.tsx';
import { routeUrl } from '../app/http-client.ts';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../review/parts/list-table.tsx';
import classes from '../review/review-work.module.css';

const COLUMNS = ['session', 'when', 'why', 'what', 'certificate'] as const;

/** What was deleted, with the certificate of it. */
export function DeletionList() {
  const { t } = useTexts();
  const { http } = useServices();
  const query = useQuery({
    queryKey: ['retention', 'deletions'],
    queryFn: ({ signal }) => http.request('deletions.list', { query: { limit: 100 }, signal }),
  });
  return (
    <Listing query={query} failed={{ title: t('retention.loadFailed'), detail: t('retention.loadFailedDetail') }}>
      {({ deletions }) =>
        deletions.length === 0 ? (
          <StateView kind="empty" title={t('deletions.empty')} detail={t('deletions.emptyDetail')} />
        ) : (
          <ListTable look="text" columns={COLUMNS.map((column) => ({ text: t(`deletions.col.${column}`) }))}>
            {deletions.map((deletion) => (
              <tr key={deletion.deletionId}>
                <ListCell label={t('deletions.col.session')}>{deletion.sessionNumber}</ListCell>
                <ListCell label={t('deletions.col.when')} className={classes['nowrap']}>
                  {formatDateTime(deletion.finishedAt ?? deletion.startedAt)}
                </ListCell>
                <ListCell label={t('deletions.col.why')}>
                  {deletion.requestedBy === null ? t('deletions.byTime') : `${deletion.requestedBy}: ${deletion.reason ?? ''}`}
                </ListCell>
                <ListCell label={t('deletions.col.what')}>
                  {t('deletions.what', { count: deletion.objects, size: formatSize(deletion.sizeBytes) })}
                  {deletion.locked > 0 && <div className={classes['note']}>{t('deletions.locked', { count: deletion.locked })}</div>}
                </ListCell>
                <ListCell label={t('deletions.col.certificate')}>
                  {deletion.state === 'deleting' ? (
                    <Tag tone="warn">{t('deletions.running')}</Tag>
                  ) : (
                    <>
                      <a
                        className={classes['link']}
                        download
                        href={routeUrl('deletions.certificate', { params: { deletionId: deletion.deletionId } })}
                        aria-label={t('deletions.certificateOf', { number: deletion.sessionNumber })}
                      >
                        <IconDownload size={16} stroke={1.75} aria-hidden /> {t('deletions.certificate')}
                      </a>
                      <div className={classes['mono']}>{deletion.certificateHash?.slice(0, 16)}…</div>
                    </>
                  )}
                </ListCell>
              </tr>
            ))}
          </ListTable>
        )
      }
    </Listing>
  );
}
