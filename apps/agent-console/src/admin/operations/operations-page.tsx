import { AppError, type OperationView } from '@guichet/protocol';
import { Button, Dialog, errorText, StateView, Tag } from '@guichet/ui';
import { IconAlertTriangle, IconCheck, IconPlayerPause, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageHeader } from '../../app/parts/page-header.tsx';
import { useTitle } from '../../app/parts/use-title.ts';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../admin.module.css';
import { Listing } from '../listing.tsx';
import { OperationDialog } from './operation-dialog.tsx';
import { TrialDialog } from './trial-dialog.tsx';

type Opened = { readonly what: 'edit' | 'test' | 'disable'; readonly operation: OperationView } | { readonly what: 'add' };

/** What flows can call in the bank's systems. */
export function OperationsPage() {
  const { t, language } = useTexts();
  useTitle(t('operations.title'));
  const { http, queries, toasts } = useServices();
  const query = useQuery({ queryKey: ['operations'], queryFn: ({ signal }) => http.request('operations.list', { signal }) });
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const turn = useMutation({
    mutationFn: ({ name, active }: OperationView) =>
      http.request(active ? 'operations.disable' : 'operations.enable', { params: { name }, body: {} }),
    onSuccess: ({ active }) => toasts.show('ok', t(active ? 'operations.enabledDone' : 'operations.disabledDone')),
    onError: (thrown) => toasts.show('danger', errorText(AppError.from(thrown), language)),
    onSettled: () => {
      close();
      return queries.invalidateQueries({ queryKey: ['operations'] });
    },
  });
  const hosts = query.data?.hosts ?? [];

  return (
    <>
      <PageHeader title={t('operations.title')}>
        <Button kind="primary" icon={<IconPlus size={16} stroke={1.75} aria-hidden />} onClick={() => setOpened({ what: 'add' })}>
          {t('operations.add')}
        </Button>
      </PageHeader>
      <div className={classes['body']}>
        <p className={classes['lead']}>{t('operations.lead')}</p>
        <Listing query={query} failed={{ title: t('operations.loadFailed'), detail: t('operations.loadFailedDetail') }}>
          {({ operations }) =>
            operations.length === 0 ? (
              <StateView kind="empty" title={t('operations.empty')} detail={t('operations.emptyDetail')} />
            ) : (
              <OperationTable
                operations={operations}
                onOpen={(what, operation) => setOpened({ what, operation })}
                onEnable={(operation) => turn.mutate(operation)}
              />
            )
          }
        </Listing>
      </div>
      {opened?.what === 'add' && <OperationDialog operation={null} hosts={hosts} onClose={close} />}
      {opened?.what === 'edit' && <OperationDialog operation={opened.operation} hosts={hosts} onClose={close} />}
      {opened?.what === 'test' && <TrialDialog operation={opened.operation} onClose={close} />}
      {opened?.what === 'disable' && (
        <Dialog
          open
          onClose={close}
          title={t('operations.disableTitle', { name: opened.operation.name })}
          text={t('operations.disableText')}
          actions={
            <>
              <Button onClick={close}>{t('common.cancel')}</Button>
              <Button kind="dangerSolid" busy={turn.isPending} onClick={() => turn.mutate(opened.operation)}>
                {t('operations.disable')}
              </Button>
            </>
          }
        />
      )}
    </>
  );
}

interface TableProps {
  readonly operations: readonly OperationView[];
  readonly onOpen: (what: 'edit' | 'test' | 'disable', operation: OperationView) => void;
  readonly onEnable: (operation: OperationView) => void;
}

function OperationTable({ operations, ...handlers }: TableProps) {
  const { t } = useTexts();
  return (
    <div className={classes['table']} tabIndex={0} role="group" aria-label={t('operations.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('operations.col.name')}</th>
            <th scope="col">{t('operations.col.address')}</th>
            <th scope="col">{t('operations.col.limits')}</th>
            <th scope="col">{t('operations.col.state')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('operations.col.action')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {operations.map((operation) => (
            <Row key={operation.name} operation={operation} {...handlers} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ operation, onOpen, onEnable }: { readonly operation: OperationView } & Omit<TableProps, 'operations'>) {
  const { t, language } = useTexts();
  const { name, title, method, baseUrl, path, timeoutMs, maxAttempts, hasSecret, active } = operation;
  const label = (action: string) => t('operations.of', { action, name });
  return (
    <tr>
      <td data-label={t('operations.col.name')}>
        <span className={classes['two']}>
          <span>{title[language]}</span>
          <small data-mono>{name}</small>
        </span>
      </td>
      <td data-label={t('operations.col.address')}>
        <span className={classes['two']}>
          <span className={classes['url']} title={`${baseUrl}${path}`}>
            {method} {path}
          </span>
          <small>{baseUrl}</small>
        </span>
      </td>
      <td data-label={t('operations.col.limits')}>
        <span className={classes['two']}>
          <span>{t('operations.limits', { seconds: timeoutMs / 1000, attempts: maxAttempts })}</span>
          <small>{t(hasSecret ? 'operations.secret' : 'operations.noSecret')}</small>
        </span>
      </td>
      <td data-label={t('operations.col.state')}>
        <span className={classes['tags']}>
          <StateTag operation={operation} />
        </span>
      </td>
      <td data-label="">
        <span className={classes['actions']}>
          <Button size="sm" onClick={() => onOpen('test', operation)} aria-label={label(t('operations.test'))}>
            {t('operations.test')}
          </Button>
          <Button size="sm" onClick={() => onOpen('edit', operation)} aria-label={label(t('operations.edit'))}>
            {t('operations.edit')}
          </Button>
          {active ? (
            <Button size="sm" kind="danger" onClick={() => onOpen('disable', operation)} aria-label={label(t('operations.disable'))}>
              {t('operations.disable')}
            </Button>
          ) : (
            <Button size="sm" onClick={() => onEnable(operation)} aria-label={label(t('operations.enable'))}>
              {t('operations.enable')}
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}

function StateTag({ operation: { active, allowed } }: { readonly operation: OperationView }) {
  const { t } = useTexts();
  if (!active)
    return (
      <Tag tone="neutral" icon={<IconPlayerPause aria-hidden />}>
        {t('operations.disabled')}
      </Tag>
    );
  if (!allowed)
    return (
      <Tag tone="warn" icon={<IconAlertTriangle aria-hidden />}>
        {t('operations.notAllowed')}
      </Tag>
    );
  return (
    <Tag tone="ok" icon={<IconCheck aria-hidden />}>
      {t('operations.active')}
    </Tag>
  );
}
