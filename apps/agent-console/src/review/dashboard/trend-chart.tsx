import type { ReviewFigures } from '@guichet/protocol';
import { useTexts } from '../../app/texts/use-texts.ts';
import { everyDay } from './period.ts';
import classes from './trend-chart.module.css';

/** Of more days than these only some are named. */
const NAMED = 12;
/** And of those one in so many where there is little room. */
const NAMED_IN_LITTLE_ROOM = 3;

/** Inspected recordings by day, those with a failure in front. The same stands in words for whoever hears the page. */
export function TrendChart({ figures }: { readonly figures: Pick<ReviewFigures, 'from' | 'to' | 'days'> }) {
  const { t } = useTexts();
  const days = everyDay(figures);
  const most = Math.max(1, ...days.map(({ inspected }) => inspected));
  const every = Math.ceil(days.length / NAMED);
  const share = (count: number) => ({ blockSize: `${(100 * count) / most}%` });
  return (
    <>
      <div className={classes['chart']} role="img" aria-label={t('figures.trend')}>
        {days.map(({ day, inspected, withFailure }, at) => (
          <div key={day} title={t('figures.trendText', { day, inspected, failing: withFailure })}>
            <span>
              <i className={classes['inspected']} style={share(inspected)} />
              <i className={classes['failing']} style={share(withFailure)} />
            </span>
            <small data-roomy={at % (every * NAMED_IN_LITTLE_ROOM) !== 0}>{at % every === 0 && day.slice(5)}</small>
          </div>
        ))}
      </div>
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
