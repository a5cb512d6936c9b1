import { useUiTexts } from '../i18n/use-ui-texts.ts';
import type { QualityLevel } from '../state/quality-level.ts';
import { classNames } from './class-names.ts';
import classes from './quality-bars.module.css';

interface QualityBarsProps {
  /** null: not measured. */
  readonly level: QualityLevel | null;
  /** Figures beside the bars (`46 ms · 0.4 %`), or the word of the level when left out. */
  readonly detail?: string | undefined;
  /** The bars alone; the word is still read aloud. */
  readonly compact?: boolean | undefined;
  /** On a picture the colour stays white: bars and word carry the meaning. */
  readonly onVideo?: boolean | undefined;
}

export function QualityBars({ level, detail, compact, onVideo }: QualityBarsProps) {
  const { t } = useUiTexts();
  const word = level === null ? t('quality.none') : t(`quality.${level}`);
  const tone = onVideo === true ? null : level === 2 ? classes['weak'] : level === 1 ? classes['veryWeak'] : null;
  const label = t('quality.label', { level: word });
  return (
    <span className={classNames(classes['quality'], tone)} title={label}>
      <span className={classNames(classes['bars'], level === null && classes['none'])} aria-hidden>
        {[1, 2, 3, 4].map((bar) => (
          <i key={bar} className={classNames(level !== null && bar <= level && classes['on'])} />
        ))}
      </span>
      <span className="visually-hidden">{label}</span>
      {compact !== true && <span aria-hidden={detail === undefined || undefined}>{detail ?? word}</span>}
    </span>
  );
}
