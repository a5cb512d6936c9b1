import { Button, formatWait, StateView, useNow } from '@guichet/ui';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Listing } from '../admin/listing.tsx';
import { PageHeader } from '../app/parts/page-header.tsx';
import { useTitle } from '../app/parts/use-title.ts';
import type { HttpReply } from '../app/http-client.ts';
import { useServices } from '../app/services.ts';
import { useStore } from '../app/store.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import { OpenNode } from '../workbench/flow/node-panel.tsx';
import classes from './checks-page.module.css';

const REFRESH_MS = 5_000;

type Task = HttpReply<'tasks.list'>['tasks'][number];

/** Steps that wait for a second person: who looks at this page is one. */
export function ChecksPage() {
  const { t } = useTexts();
  useTitle(t('checks.title'));
  const { http } = useServices();
  const tasks = useQuery({
    queryKey: ['tasks'],
    queryFn: ({ signal }) => http.request('tasks.list', { signal }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <>
      <PageHeader title={t('checks.title')} lead={t('checks.lead')}>
        <Button icon={<IconRefresh size={16} stroke={1.75} aria-hidden />} busy={tasks.isFetching} onClick={() => void tasks.refetch()}>
          {t('checks.refresh')}
        </Button>
      </PageHeader>
      <div className={classes['body']}>
        <Listing query={tasks} failed={{ title: t('checks.loadFailed'), detail: t('checks.loadFailedDetail') }}>
          {({ tasks: open }) =>
            open.length === 0 ? (
              <StateView kind="empty" title={t('checks.empty')} detail={t('checks.emptyDetail')} />
            ) : (
              <ul className={classes['list']}>
                {open.map((task) => (
                  <TaskCard key={`${task.flowRunId} ${task.nodeRunId}`} task={task} onActed={() => void tasks.refetch()} />
                ))}
              </ul>
            )
          }
        </Listing>
      </div>
    </>
  );
}

interface TaskCardProps {
  readonly task: Task;
  readonly onActed: () => void;
}

function TaskCard({ task: { sessionId, sessionNumber, since, flow, nodeRunId }, onActed }: TaskCardProps) {
  const { t, language } = useTexts();
  const { clock, desk } = useServices();
  const live = useStore(desk.link).kind === 'live';
  const serverNow = useCallback(() => clock.nowMs(), [clock]);
  const now = useNow(1_000, serverNow);
  const step = flow.current.find((current) => current.nodeRunId === nodeRunId);
  if (step === undefined) return null;
  return (
    <li className={classes['card']}>
      <header>
        <strong>{flow.title[language]}</strong>
        <span data-num>{sessionNumber}</span>
        <span data-num>{t('checks.waiting', { time: formatWait(now - since) })}</span>
      </header>
      <OpenNode sessionId={sessionId} flow={flow} step={step} live={live} spoken={language} onActed={onActed} />
    </li>
  );
}
