import type { WarningView } from '@guichet/protocol';
import { formatTimeOfDay } from '@guichet/ui';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { Panel } from '../../app/parts/panel.tsx';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './live-warnings.module.css';

/** What live checks warn of in this call: whose, since when, and until when. Those that go on stand first. */
export function LiveWarnings({ warnings }: { readonly warnings: readonly WarningView[] }) {
  const { t } = useTexts();
  const open = warnings.filter(({ untilMs }) => untilMs === null).length;
  const count = open === 0 ? t('warnings.allOver') : t('warnings.open', { count: open });
  return (
    <Panel title={t('warnings.title')} className={classes['panel']} aside={<span data-open={open}>{count}</span>}>
      <ol className={classes['list']} tabIndex={0} aria-label={t('warnings.title')} aria-live="polite" aria-relevant="additions">
        {warnings.map(({ warningId, check, role, fromMs, untilMs }) => (
          <li key={warningId} data-warning={warningId} data-check={check} data-role={role} data-over={untilMs !== null || undefined}>
            {untilMs === null ? (
              <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            ) : (
              <IconCircleCheck size={16} stroke={1.75} aria-hidden />
            )}
            <span>
              <strong>{t(`timeline.warning.${check}`)}</strong>
              {role !== null && t(`who.${role}`)}
            </span>
            <time dateTime={new Date(untilMs ?? fromMs).toISOString()}>
              {untilMs === null
                ? t('warnings.since', { time: formatTimeOfDay(fromMs) })
                : t('warnings.over', { until: formatTimeOfDay(untilMs) })}
            </time>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
