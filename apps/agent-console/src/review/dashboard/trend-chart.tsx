import type { ReviewFigures } from '@guichet/protocol';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../review-work.module.css';
import { everyDay } from './period.ts';

const HEIGHT = 120;
const BAR = 14;
const STEP = 20;
const AXIS = 18;
/** Of more days than these only some are named. */
const NAMED = 12;

/** Inspected recordings by day, those with a failure in front. The same stands in words for whoever hears the page. */
export function TrendChart({ figures }: { readonly figures: Pick<ReviewFigures, 'from' | 'to' | 'days'> }) {
  const { t } = useTexts();
  const days = everyDay(figures);
  const most = Math.max(1, ...days.map(({ inspected }) => inspected));
  const every = Math.ceil(days.length / NAMED);
  const heightOf = (count: number) => (count / most) * (HEIGHT - 10);
  return (
    <>
      <svg
        className={classes['chart']}
        viewBox={`0 0 ${Math.max(days.length * STEP, 240)} ${HEIGHT + AXIS}`}
        preserveAspectRatio="xMinYMax meet"
        role="img"
        aria-label={t('figures.trend')}
      >
        {days.map(({ day, inspected, withFailure }, at) => (
          <g key={day} transform={`translate(${at * STEP} 0)`}>
            <title>{t('figures.trendText', { day, inspected, failing: withFailure })}</title>
            <rect className={classes['inspected']} x={3} y={HEIGHT - heightOf(inspected)} width={BAR} height={heightOf(inspected)} rx={2} />
            <rect
              className={classes['failing']}
              x={3}
              y={HEIGHT - heightOf(withFailure)}
              width={BAR}
              height={heightOf(withFailure)}
              rx={2}
            />
            {at % every === 0 && (
              <text className={classes['axis']} x={3} y={HEIGHT + AXIS - 4}>
                {day.slice(8)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <p className={classes['legend']}>
        <span>
          <i className={classes['inspected']} aria-hidden />
          {t('figures.inspectedLegend')}
        </span>
        <span>
          <i className={classes['failing']} aria-hidden />
          {t('figures.failingLegend')}
        </span>
      </p>
    </>
  );
}
