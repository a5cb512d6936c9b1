import type { TimelineParty } from '@guichet/protocol';
import { classNames, formatPercent } from '@guichet/ui';
import classes from './lanes.module.css';
import { percentIn, type ViewSpan } from './view-span.ts';

/** Above this people notice; the same as the counter's warnings. */
const NOTICED = 0.05;
const TOP = 0.1;
const HEIGHT = 40;

/** Lost packets of everybody, and the line that they should not cross. */
export function NetworkCurve({ parties, view }: { readonly parties: readonly TimelineParty[]; readonly view: ViewSpan }) {
  const y = (ratio: number): number => HEIGHT - 2 - Math.min(1, ratio / TOP) * (HEIGHT - 6);
  return (
    <>
      <svg className={classes['curve']} viewBox={`0 0 1000 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
        <line x1={0} x2={1000} y1={y(NOTICED)} y2={y(NOTICED)} className={classes['limit']} />
        {parties.map(({ participantId, role, quality }) => (
          <polyline
            key={participantId}
            className={classNames(classes['line'], role === 'customer' && classes['customerLine'])}
            points={quality
              .map(({ atMs, lossRatio }) => `${(percentIn(view, atMs) * 10).toFixed(1)},${y(lossRatio ?? 0).toFixed(1)}`)
              .join(' ')}
          />
        ))}
      </svg>
      <span className={classes['limitText']}>{formatPercent(NOTICED)}</span>
    </>
  );
}
