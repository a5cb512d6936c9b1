import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './docked-card.module.css';

const RADIUS = 17;
const LENGTH = 2 * Math.PI * RADIUS;

/** Seconds that run down, as a ring and a figure. */
export function CountdownRing({ leftMs, totalMs }: { readonly leftMs: number; readonly totalMs: number }) {
  const { t } = useTexts();
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  const share = Math.min(1, Math.max(0, leftMs / totalMs));
  return (
    <svg className={classes['ring']} viewBox="0 0 40 40" role="img" aria-label={t('offer.left', { seconds })}>
      <circle cx="20" cy="20" r={RADIUS} fill="none" stroke="var(--line-strong)" strokeWidth="3" />
      <circle
        cx="20"
        cy="20"
        r={RADIUS}
        fill="none"
        stroke="var(--brand-mark)"
        strokeWidth="3"
        strokeLinecap="round"
        strokeDasharray={`${LENGTH * share} ${LENGTH}`}
        transform="rotate(-90 20 20)"
      />
      <text x="20" y="24.5" textAnchor="middle">
        {seconds}
      </text>
    </svg>
  );
}
