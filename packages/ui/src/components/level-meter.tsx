import { useUiTexts } from '../i18n/use-ui-texts.ts';
import { classNames } from './class-names.ts';
import classes from './level-meter.module.css';

interface LevelMeterProps {
  /** 0 … 1, see `levelFromDbov`. */
  readonly level: number;
  readonly steps?: number | undefined;
  readonly className?: string | undefined;
}

/** A level in steps: speaking is shown as a level, not as a glow. Silent for screen readers' live regions. */
export function LevelMeter({ level, steps = 12, className }: LevelMeterProps) {
  const { t } = useUiTexts();
  const lit = Math.round(level * steps);
  const loudFrom = Math.ceil(steps * 0.85);
  return (
    <span
      className={classNames(classes['meter'], className)}
      role="meter"
      aria-label={t('meter.label')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(level * 100)}
    >
      {Array.from({ length: steps }, (_, step) => (
        <i key={step} className={classNames(step < lit && (step >= loudFrom ? classes['loud'] : classes['on']))} />
      ))}
    </span>
  );
}

const BARS = [0.55, 1, 0.75];

/** Three bars that rise with the voice, for a name pill on a picture. Decoration: the meter proper is elsewhere. */
export function VoiceBars({ level }: { readonly level: number }) {
  return (
    <span className={classNames(classes['meter'], classes['onVideo'])} aria-hidden>
      {BARS.map((share) => (
        <i key={share} style={{ height: `${3 + Math.round(9 * share * level)}px` }} />
      ))}
    </span>
  );
}
