import { AppError } from '@guichet/protocol';
import { Button, Dialog, errorText, formatDateTime, Skeleton, StateView } from '@guichet/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useServices } from '../../app/services.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './versions.module.css';

/** Who did what to a flow, when and why; from the audit log. */
export function HistoryDialog({ flow, onClose }: { readonly flow: string; readonly onClose: () => void }) {
  const { t, language } = useDesignerTexts();
  const { http } = useServices();
  const history = useInfiniteQuery({
    queryKey: ['flow-history', flow],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ signal, pageParam }) =>
      http.request('flows.history', { params: { flow }, query: pageParam === undefined ? {} : { before: pageParam }, signal }),
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const entries = history.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('history.title')}
      text={t('history.text')}
      actions={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      <div className={classes['history']} tabIndex={0} role="group" aria-label={t('history.title')}>
        {history.isPending && <Skeleton rows={4} />}
        {history.error !== null && (
          <StateView kind="error" compact title={t('history.failed')} detail={errorText(AppError.from(history.error), language)} />
        )}
        {history.data !== undefined && entries.length === 0 && <StateView kind="empty" compact title={t('history.empty')} />}
        <ol>
          {entries.map(({ seq, at, by, action, version, reason }) => (
            <li key={seq}>
              <span className="num">{formatDateTime(at)}</span>
              <span>
                <b>{by?.name ?? t('history.counter')}</b> {t.orName('action', action)}
                {version !== null && <span className="num"> v{version}</span>}
                {reason !== null && <q>{reason}</q>}
              </span>
            </li>
          ))}
        </ol>
        {history.hasNextPage && (
          <Button size="sm" busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
            {t('history.more')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
