import { AppError, type SavedView, type SessionQuery } from '@guichet/protocol';
import { Button, errorText, IconButton, Skeleton, StateView } from '@guichet/ui';
import { IconBookmark, IconDownload, IconX } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { PageHeader } from '../../app/parts/page-header.tsx';
import { sentences } from '../../app/parts/sentences.ts';
import { useTitle } from '../../app/parts/use-title.ts';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { exportCsv } from './export-csv.ts';
import { FacetList } from './facet-list.tsx';
import { HitTable } from './hit-table.tsx';
import { SearchForm } from './search-form.tsx';
import classes from './search-page.module.css';

const PAGE_SIZE = 50;

/** Sessions by whatever is known of them, with what can be narrowed down by beside the list. */
export function SearchPage() {
  const { t, language } = useTexts();
  useTitle(t('search.title'));
  const { http, toasts } = useServices();
  const queries = useQueryClient();
  const [query, setQuery] = useState<SessionQuery>({});
  const [offset, setOffset] = useState(0);
  const [formKey, setFormKey] = useState(0);
  const found = useQuery({
    queryKey: ['search', query, offset],
    queryFn: ({ signal }) => http.request('search.sessions', { body: { query, offset, limit: PAGE_SIZE }, signal }),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  const views = useQuery({ queryKey: ['search-views'], queryFn: ({ signal }) => http.request('search.views', { signal }) });
  const refreshViews = () => queries.invalidateQueries({ queryKey: ['search-views'] });
  const fail = (thrown: unknown) => toasts.show('danger', errorText(AppError.from(thrown), language));
  const save = useMutation({
    mutationFn: (name: string) => http.request('search.saveView', { body: { name, query } }),
    onSuccess: refreshViews,
    onError: fail,
  });
  const remove = useMutation({
    mutationFn: ({ savedViewId }: SavedView) => http.request('search.removeView', { params: { savedViewId } }),
    onSuccess: refreshViews,
    onError: fail,
  });
  const take = useMutation({ mutationFn: () => exportCsv(http, query, language), onError: fail });
  const change = (next: SessionQuery): void => {
    setQuery(next);
    setOffset(0);
  };
  const open = (next: SessionQuery): void => {
    change(next);
    setFormKey(formKey + 1);
  };
  const data = found.data;

  return (
    <>
      <PageHeader title={t('search.title')} lead={t('search.lead')}>
        <Button
          icon={<IconDownload size={16} stroke={1.75} aria-hidden />}
          busy={take.isPending}
          offReason={data?.total === 0 ? t('search.exportNothing') : null}
          onClick={() => take.mutate()}
        >
          {t('search.export')}
        </Button>
      </PageHeader>
      <div className={classes['body']}>
        <SearchForm key={formKey} query={query} onSearch={change} />
        <div className={classes['views']}>
          {views.data?.views.map((view) => (
            <span key={view.savedViewId} className={classes['view']}>
              <button type="button" onClick={() => open(view.query)}>
                <IconBookmark size={14} stroke={1.75} aria-hidden /> {view.name}
              </button>
              <IconButton
                kind="quiet"
                size="sm"
                label={t('search.view.remove', { name: view.name })}
                icon={<IconX size={14} stroke={1.75} aria-hidden />}
                onClick={() => remove.mutate(view)}
              />
            </span>
          ))}
          <SaveView
            isEmpty={Object.values(query).every((value) => value === undefined)}
            busy={save.isPending}
            onSave={(name) => save.mutate(name)}
          />
        </div>
        <div className={classes['columns']}>
          <aside className={classes['facets']} aria-label={t('search.facets')}>
            {data !== undefined && <FacetList facets={data.facets} query={query} onChange={change} />}
          </aside>
          <div className={classes['results']} aria-busy={found.isFetching}>
            {data === undefined ? (
              found.error === null ? (
                <Skeleton rows={10} />
              ) : (
                <StateView
                  kind="error"
                  title={t('search.failed')}
                  detail={sentences(language, errorText(found.error, language), t('search.failedDetail'))}
                  code={AppError.from(found.error).code.toUpperCase()}
                  action={<Button onClick={() => void found.refetch()}>{t('app.retry')}</Button>}
                />
              )
            ) : data.total === 0 ? (
              <StateView
                kind="empty"
                title={t('search.none')}
                detail={t('search.noneDetail')}
                action={<Button onClick={() => open({})}>{t('search.clear')}</Button>}
              />
            ) : (
              <>
                <p className={classes['total']} role="status">
                  {t('search.total', { count: data.total, number: data.total.toLocaleString('en') })}
                </p>
                <HitTable hits={data.hits} />
                <nav className={classes['pages']} aria-label={t('search.pages')}>
                  <Button offReason={offset === 0 ? t('search.first') : null} onClick={() => setOffset(Math.max(0, offset - PAGE_SIZE))}>
                    {t('search.newer')}
                  </Button>
                  <span>{t('search.range', { from: offset + 1, until: Math.min(data.total, offset + PAGE_SIZE) })}</span>
                  <Button
                    offReason={offset + PAGE_SIZE >= data.total ? t('search.last') : null}
                    onClick={() => setOffset(offset + PAGE_SIZE)}
                  >
                    {t('search.older')}
                  </Button>
                </nav>
              </>
            )}
          </div>
        </div>
      </div>
    </>
  );
}

function SaveView({
  isEmpty,
  busy,
  onSave,
}: {
  readonly isEmpty: boolean;
  readonly busy: boolean;
  readonly onSave: (name: string) => void;
}) {
  const { t } = useTexts();
  const [name, setName] = useState('');
  if (isEmpty) return null;
  return (
    <form
      className={classes['save']}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '') return;
        onSave(name.trim());
        setName('');
      }}
    >
      <input
        value={name}
        maxLength={60}
        placeholder={t('search.view.name')}
        aria-label={t('search.view.name')}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" size="sm" busy={busy} offReason={name.trim() === '' ? t('search.view.needName') : null}>
        {t('search.view.save')}
      </Button>
    </form>
  );
}
