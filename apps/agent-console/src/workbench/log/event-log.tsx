import type { FlowView } from '@guichet/protocol';
import { formatTimeOfDay, StateView } from '@guichet/ui';
import { Panel } from '../../app/parts/panel.tsx';
import { useTexts } from '../../app/texts/use-texts.ts';
import { castOf, describeEvent, type LogEntry, TOO_FREQUENT } from './describe-event.ts';
import { EventIcon } from './event-icon.tsx';
import classes from './event-log.module.css';

interface EventLogProps {
  readonly log: readonly LogEntry[];
  /** The flow whose steps the log speaks of. */
  readonly flow: FlowView | null;
  readonly className?: string | undefined;
}

/** What happened, newest first. */
export function EventLog({ log, flow, className }: EventLogProps) {
  const { t, language } = useTexts();
  const cast = castOf(log, flow, language);
  const shown = log.filter((entry) => !TOO_FREQUENT.has(entry.type));
  return (
    <Panel title={t('log.title')} className={className}>
      {shown.length === 0 ? (
        <StateView kind="empty" compact title={t('log.empty')} detail={t('log.emptyDetail')} />
      ) : (
        <ol className={classes['list']} tabIndex={0} aria-label={t('log.title')}>
          {shown.map((entry) => {
            const { text, note, tone } = describeEvent(entry, t, cast);
            return (
              <li key={entry.seq}>
                <time>{formatTimeOfDay(entry.at)}</time>
                <EventIcon tone={tone} />
                <span className={classes['text']} title={text}>
                  {text}
                </span>
                <small>{note}</small>
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}
