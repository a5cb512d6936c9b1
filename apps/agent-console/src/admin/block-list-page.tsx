import { AppError, type BlockListMode } from '@guichet/protocol';
import { Button, errorText, formatCount, formatDateTime, StateView, Tag } from '@guichet/ui';
import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { HttpReply } from '../app/http-client.ts';
import { PageHeader } from '../app/parts/page-header.tsx';
import { useTitle } from '../app/parts/use-title.ts';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { Choices } from './block-list-choices.tsx';
import classes from './block-list.module.css';
import { Listing } from './listing.tsx';

type Taken = HttpReply<'blockList.import'>;

/** Documents that the bank does not take: how many there are, and a file of more. The numbers themselves are nowhere to be seen. */
export function BlockListPage() {
  const { t, language } = useTexts();
  useTitle(t('blockList.title'));
  const { http, queries, toasts } = useServices();
  const list = useQuery({ queryKey: ['blockList'], queryFn: ({ signal }) => http.request('blockList.read', { signal }) });
  const [mode, setMode] = useState<BlockListMode>('add');
  const [refused, setRefused] = useState<Taken | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const take = useMutation({
    mutationFn: async (file: File) => http.request('blockList.import', { body: { file: await file.text(), mode } }),
    onSuccess: (taken) => {
      setRefused(taken.isApplied ? null : taken);
      if (taken.isApplied) toasts.show('ok', t('blockList.done', { added: taken.added, removed: taken.removed }));
      return queries.invalidateQueries({ queryKey: ['blockList'] });
    },
    onError: (thrown) => {
      setRefused(null);
      toasts.show('danger', errorText(AppError.from(thrown), language));
    },
  });
  return (
    <>
      <PageHeader title={t('blockList.title')} />
      <div className={classes['body']}>
        <p className={classes['lead']}>{t('blockList.lead')}</p>
        <Listing query={list} failed={{ title: t('blockList.loadFailed'), detail: t('blockList.loadFailedDetail') }}>
          {({ total, byReason, changedAt, changedBy }) =>
            total === 0 ? (
              <StateView kind="empty" title={t('blockList.empty')} detail={t('blockList.emptyDetail')} />
            ) : (
              <section className={classes['counts']}>
                <p>
                  <b data-num>{formatCount(total, language)}</b> {t('blockList.documents')}
                </p>
                <ul>
                  {byReason.map(({ reason, count }) => (
                    <li key={reason}>
                      <Tag>
                        {t(`blockList.reason.${reason}`)} {formatCount(count, language)}
                      </Tag>
                    </li>
                  ))}
                </ul>
                {changedAt !== null && <small>{t('blockList.changed', { time: formatDateTime(changedAt), name: changedBy ?? '–' })}</small>}
              </section>
            )
          }
        </Listing>
        <section className={classes['import']}>
          <h2>{t('blockList.import')}</h2>
          <p className={classes['lead']}>{t('blockList.format')}</p>
          <pre>{EXAMPLE}</pre>
          <Choices mode={mode} onChoose={setMode} />
          <input
            ref={input}
            type="file"
            accept=".csv,text/csv,text/plain"
            hidden
            data-block-list-file
            onChange={(event) => {
              const chosen = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              if (chosen !== undefined) take.mutate(chosen);
            }}
          />
          <Button
            kind="primary"
            busy={take.isPending}
            icon={<IconUpload size={16} stroke={1.75} aria-hidden />}
            onClick={() => input.current?.click()}
          >
            {t('blockList.choose')}
          </Button>
          {refused !== null && <Problems taken={refused} />}
        </section>
      </div>
    </>
  );
}

const EXAMPLE = 'kind,number,reason\npassport,E00000000,lost\nhk_macau_permit,H00000000,fraud';

/** Every line that has to be mended, and that nothing was changed. */
function Problems({ taken: { problems, problemCount } }: { readonly taken: Taken }) {
  const { t } = useTexts();
  return (
    <div role="alert" className={classes['problems']}>
      <p>{t('blockList.refused', { count: problemCount })}</p>
      <ul>
        {problems.map(({ line, problem }) => (
          <li key={`${line} ${problem}`}>{t('blockList.line', { line, problem: t(`blockList.problem.${problem}`) })}</li>
        ))}
      </ul>
      {problemCount > problems.length && <p>{t('blockList.more', { count: problemCount - problems.length })}</p>}
    </div>
  );
}
