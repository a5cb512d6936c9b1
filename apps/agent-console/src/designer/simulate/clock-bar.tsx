import { Button, formatAge, formatClock, formatTimeOfDay } from '@guichet/ui';
import type { Simulation } from '@guichet/workflow';
import { IconClock, IconPlayerTrackNext } from '@tabler/icons-react';
import classes from './simulate-page.module.css';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';
import type { Take } from './use-run.ts';

const SPANS_MS = [10_000, 60_000, 600_000] as const;

/** The simulation's own clock. It stands still until somebody does something or lets time pass. */
export function ClockBar({ simulation, take }: { readonly simulation: Simulation; readonly take: Take }) {
  const { t } = useSimulateTexts();
  const [next] = simulation.timers;
  const over = simulation.isOver ? t('clock.over') : null;
  return (
    <div className={classes['clock']} role="group" aria-label={t('clock.label')}>
      <IconClock size={16} stroke={1.75} aria-hidden />
      <output title={t('clock.elapsed', { time: formatClock(simulation.elapsedMs) })}>
        {formatTimeOfDay(simulation.nowMs)} <small>{formatClock(simulation.elapsedMs)}</small>
      </output>
      {SPANS_MS.map((ms) => (
        <Button key={ms} size="sm" offReason={over} onClick={() => take([{ do: 'pass', ms }])}>
          {t('clock.plus', { time: formatAge(ms) })}
        </Button>
      ))}
      <Button
        size="sm"
        icon={<IconPlayerTrackNext size={14} stroke={1.75} aria-hidden />}
        offReason={over ?? (next === undefined ? t('clock.noTimer') : null)}
        onClick={() => take([{ do: 'until_timer', nodeRunId: null }])}
      >
        {next === undefined ? t('clock.next') : t('clock.nextIn', { time: formatAge(next.inMs) })}
      </Button>
    </div>
  );
}
