import { AppError, type RecordingDetail } from '@guichet/protocol';
import { Button, classNames, errorText, formatWait, Skeleton, StateView } from '@guichet/ui';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { useServices } from '../../app/services.ts';
import { hasRole } from '../../app/staff-session.ts';
import { Store, useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { castOf, describeEvent } from '../../workbench/log/describe-event.ts';
import { EventIcon } from '../../workbench/log/event-icon.tsx';
import { type PlacedEvent, placeEvents } from './placed-events.ts';
import type { ReplayPlayer } from './replay-player.ts';
import classes from './side.module.css';

const STANDS_STILL = new Store(-1);

interface SessionEventsProps {
  readonly recording: RecordingDetail;
  readonly player: ReplayPlayer | null;
}

/** The log of the session beside its recording; each entry leads to its moment. */
export function SessionEvents({ recording, player }: SessionEventsProps) {
  const { t, language } = useTexts();
  const { http } = useServices();
  const staff = useSignedIn();
  const allowed = staff !== null && hasRole(staff, 'reviewer', 'supervisor', 'admin');
  const { sessionId, startedAt } = recording;
  const log = useQuery({
    queryKey: ['session-events', sessionId],
    enabled: allowed,
    queryFn: ({ signal }) => http.request('sessions.events', { params: { sessionId }, query: { after: 0 }, signal }),
    staleTime: 60_000,
  });
  const events = useMemo(() => placeEvents(log.data?.events ?? [], startedAt), [log.data, startedAt]);
  return (
    <section>
      <h2>{t('replay.events')}</h2>
      {!allowed ? (
        <StateView kind="denied" compact title={t('replay.eventsDenied')} detail={t('replay.eventsDeniedDetail')} />
      ) : log.error !== null ? (
        <StateView
          kind="error"
          compact
          title={t('replay.eventsFailed')}
          detail={errorText(log.error, language)}
          code={AppError.from(log.error).code.toUpperCase()}
          action={
            <Button size="sm" onClick={() => void log.refetch()}>
              {t('app.retry')}
            </Button>
          }
        />
      ) : log.data === undefined ? (
        <Skeleton rows={6} />
      ) : events.length === 0 ? (
        <StateView kind="empty" compact title={t('replay.eventsEmpty')} />
      ) : (
        <EventList events={events} player={player} />
      )}
    </section>
  );
}

function EventList({ events, player }: { readonly events: readonly PlacedEvent[]; readonly player: ReplayPlayer | null }) {
  const { t } = useTexts();
  const position = useStore(player?.position ?? STANDS_STILL);
  const cast = useMemo(() => castOf(events), [events]);
  const current = events.findLast((event) => event.positionMs >= 0 && event.positionMs <= position);
  return (
    <ol>
      {events.map((event) => {
        const { text, note, tone } = describeEvent(event, t, cast);
        const content = (
          <>
            <time>{event.positionMs < 0 ? `−${formatWait(-event.positionMs)}` : formatWait(event.positionMs)}</time>
            <EventIcon tone={tone} />
            <span>{text}</span>
            {note !== null && <small>{note}</small>}
          </>
        );
        const within = player !== null && event.positionMs >= 0 && event.positionMs <= player.lengthMs;
        return (
          <li key={event.seq} aria-current={event === current ? 'time' : undefined}>
            {within ? (
              <button
                type="button"
                className={classNames(classes['line'], event === current && classes['now'])}
                onClick={() => player.seek(event.positionMs)}
              >
                {content}
              </button>
            ) : (
              <div className={classes['line']}>{content}</div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
