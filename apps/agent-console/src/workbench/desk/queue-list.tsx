import type { QueueView } from '@guichet/protocol';
import { classNames, formatWait, StateView, useNow } from '@guichet/ui';
import { useEffect, useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './queue-list.module.css';
import { Section } from './section.tsx';

/** A wait beyond this is shown as late. */
const LATE_MS = 5 * 60_000;

export function QueueList({ queues, fresh }: { readonly queues: readonly QueueView[]; readonly fresh: boolean }) {
  const { t } = useTexts();
  return (
    <Section title={t('queue.title')} aside={queues.length > 0 ? t('queue.head') : undefined}>
      {queues.length === 0 ? (
        <StateView kind="empty" compact title={t('queue.empty')} detail={t('queue.emptyDetail')} />
      ) : (
        <ul>
          {queues.map((queue) => (
            <QueueRow key={queue.serviceTypeId} queue={queue} fresh={fresh} />
          ))}
        </ul>
      )}
    </Section>
  );
}

/** The wait grows while nothing new is said; it stands still when the page no longer hears from the counter. */
function QueueRow({ queue, fresh }: { readonly queue: QueueView; readonly fresh: boolean }) {
  const { t, language } = useTexts();
  const running = fresh && queue.longestWaitMs !== null;
  const now = useNow(1_000, undefined, running);
  const [told, setTold] = useState({ waitMs: queue.longestWaitMs, atMs: now });
  useEffect(() => setTold({ waitMs: queue.longestWaitMs, atMs: Date.now() }), [queue.longestWaitMs]);
  const waitMs = told.waitMs === null ? null : told.waitMs + (running ? Math.max(0, now - told.atMs) : 0);
  const title = queue.title[language];
  const wait = waitMs === null ? '–' : formatWait(waitMs);
  return (
    <li
      className={classNames(classes['row'], waitMs !== null && waitMs >= LATE_MS && classes['late'])}
      title={t('queue.idle', { count: queue.idleAgents })}
    >
      <span className="visually-hidden">
        {queue.waiting === 0 ? t('queue.rowNone', { title }) : t('queue.row', { title, waiting: queue.waiting, wait })}
      </span>
      <span className={classes['title']} aria-hidden>
        {title}
      </span>
      <span className={classNames(classes['waiting'], queue.waiting === 0 && classes['none'])} aria-hidden>
        {queue.waiting}
      </span>
      <span className={classes['wait']} aria-hidden>
        {wait}
      </span>
    </li>
  );
}
