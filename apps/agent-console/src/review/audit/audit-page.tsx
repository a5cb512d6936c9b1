import { AppError, type AuditEntryView } from '@guichet/protocol';
import { Button, errorText, Field, formatDateTime, Skeleton, StateView, Tag } from '@guichet/ui';
import { IconDownload, IconLink } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { routeUrl } from '../../app/http-client.ts';
import { Banner } from '../../app/parts/banner.tsx';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { PageHeader } from '../../app/parts/page-header.tsx';
import { useTitle } from '../../app/parts/use-title.ts';
import { useServices } from '../../app/services.ts';
import { hasRole } from '../../app/staff-session.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../parts/list-table.tsx';
import classes from '../review-work.module.css';

interface Filter {
  readonly action: string;
  readonly object: string;
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
const startOf = (day: string): number => new Date(`${day}T00:00:00`).getTime();

/** Only what is filled in; the last day belongs to it. */
const queryOf = ({ action, object, from, to }: Filter) => ({
  ...(action === '' ? {} : { action }),
  ...(object.trim() === '' ? {} : { object: object.trim() }),
  ...(from === '' ? {} : { from: startOf(from) }),
  ...(to === '' ? {} : { to: startOf(to) + DAY_MS }),
});

/** Who looked at, exported or changed what; and whether the log is whole. */
export function AuditPage() {
  const { t, language } = useTexts();
  useTitle(t('audit.title'));
  const { http } = useServices();
  const staff = useSignedIn();
  const [filter, setFilter] = useState<Filter>({ action: '', object: '', from: '', to: '' });
  const list = useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      http.request('audit.search', { query: { ...queryOf(filter), ...(pageParam === undefined ? {} : { before: pageParam }) }, signal }),
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const entries = list.data?.pages.flatMap((page) => page.entries);
  const actions = list.data?.pages[0]?.actions ?? [];
  return (
    <>
      <PageHeader title={t('audit.title')} lead={t('audit.lead')}>
        {staff !== null && hasRole(staff, 'admin') && (
          <a className={classes['link']} href={routeUrl('audit.export')} download>
            <IconDownload size={16} stroke={1.75} aria-hidden /> {t('audit.export')}
          </a>
        )}
      </PageHeader>
      <div className={classes['body']}>
        <ChainCheck />
        <div className={classes['filters']}>
          <Field label={t('audit.action')}>
            {(control) => (
              <select {...control} value={filter.action} onChange={(event) => setFilter({ ...filter, action: event.target.value })}>
                <option value="">{t('audit.allActions')}</option>
                {actions.map((action) => (
                  <option key={action}>{action}</option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('audit.object')}>
            {(control) => (
              <input
                {...control}
                type="search"
                maxLength={64}
                value={filter.object}
                onChange={(event) => setFilter({ ...filter, object: event.target.value })}
              />
            )}
          </Field>
          {(['from', 'to'] as const).map((end) => (
            <Field key={end} label={t(`audit.${end}`)}>
              {(control) => (
                <input
                  {...control}
                  type="date"
                  value={filter[end]}
                  onChange={(event) => setFilter({ ...filter, [end]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        {entries === undefined ? (
          list.error === null ? (
            <Skeleton rows={8} />
          ) : (
            <StateView
              kind="error"
              title={t('audit.loadFailed')}
              detail={errorText(list.error, language)}
              code={AppError.from(list.error).code.toUpperCase()}
              action={<Button onClick={() => void list.refetch()}>{t('app.retry')}</Button>}
            />
          )
        ) : entries.length === 0 ? (
          <StateView kind="empty" title={t('audit.empty')} detail={t('audit.emptyDetail')} />
        ) : (
          <AuditTable entries={entries} />
        )}
        {list.hasNextPage && (
          <div className={classes['pager']}>
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('audit.more')}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function ChainCheck() {
  const { t, language } = useTexts();
  const { http, toasts } = useServices();
  const check = useMutation({
    mutationFn: () => http.request('audit.verify', {}),
    onError: (error) => toasts.show('danger', errorText(error, language)),
  });
  const report = check.data;
  return (
    <>
      <div className={classes['actions']}>
        <Button icon={<IconLink size={16} stroke={1.75} aria-hidden />} busy={check.isPending} onClick={() => check.mutate()}>
          {t('audit.verify')}
        </Button>
      </div>
      {report !== undefined &&
        (report.ok ? (
          <Banner
            tone="info"
            title={t('audit.verified', { count: report.entries })}
            detail={report.head === null ? '' : `${t('audit.head')}: ${report.head}`}
          />
        ) : (
          <Banner
            tone="danger"
            title={report.brokenAt === null ? t('audit.brokenOther') : t('audit.broken', { at: report.brokenAt })}
            detail=""
          />
        ))}
    </>
  );
}

const COLUMNS = ['seq', 'at', 'who', 'action', 'object', 'detail'] as const;

function AuditTable({ entries }: { readonly entries: readonly AuditEntryView[] }) {
  const { t } = useTexts();
  return (
    <ListTable look="text" columns={COLUMNS.map((column) => ({ text: t(`audit.col.${column}`) }))}>
      {entries.map((entry, at) => (
        <tr key={entry.seq ?? `${entry.at}-${at}`}>
          <ListCell label={t('audit.col.seq')}>{entry.seq ?? '–'}</ListCell>
          <ListCell label={t('audit.col.at')} className={classes['nowrap']}>
            {formatDateTime(entry.at)}
          </ListCell>
          <ListCell label={t('audit.col.who')}>{entry.name ?? t('audit.system')}</ListCell>
          <ListCell label={t('audit.col.action')}>
            <Tag tone="line">{entry.action}</Tag>
          </ListCell>
          <ListCell label={t('audit.col.object')}>
            <span className={classes['mono']}>{entry.object ?? '–'}</span>
          </ListCell>
          <ListCell label={t('audit.col.detail')}>
            <span className={classes['mono']}>
              {Object.entries(entry.detail)
                .map(([name, value]) => `${name}: ${value ?? '–'}`)
                .join(' · ')}
            </span>
          </ListCell>
        </tr>
      ))}
    </ListTable>
  );
}
