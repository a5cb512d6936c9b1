import type { FindingView } from '@guichet/protocol';
import { Button, formatWait, Tag, type Tone } from '@guichet/ui';
import { IconPlayerTrackNext } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../review-work.module.css';

const TONES: Readonly<Record<FindingView['result'], Tone>> = { fail: 'danger', warn: 'warn', not_evaluated: 'none', pass: 'ok' };
/** More moments than these are in the replay. */
const MAX_MOMENTS = 4;

interface FindingItemProps {
  readonly finding: FindingView;
  /** Leads to a moment of the recording; null where none is shown here. */
  readonly onSeek: ((atMs: number) => void) | null;
  readonly children?: ReactNode;
}

/** What one rule found, whose rule it is, and the moments that prove it. */
export function FindingItem({ finding, onSeek, children }: FindingItemProps) {
  const { t, language } = useTexts();
  const { title, result, severity, source, citation, reason, moments, ruleId } = finding;
  const engine = moments.find((moment) => moment.engine !== undefined)?.engine;
  return (
    <li className={classes['finding']}>
      <h3>{title[language]}</h3>
      <span className={classes['tags']}>
        <Tag tone={TONES[result]}>{t(`review.result.${result}`)}</Tag>
        <Tag tone="line">{t(`review.severity.${severity}`)}</Tag>
        <Tag tone="line" title={citation.text[language]}>
          {ruleId} ·{' '}
          {source === 'law' || source === 'regulator' || source === 'industry' ? t(`review.source.${source}`) : t('review.source.own')}
        </Tag>
      </span>
      <p>{reason[language]}</p>
      <p className={classes['note']}>{citation.text[language]}</p>
      {onSeek !== null && moments.length > 0 && (
        <span className={classes['tags']}>
          {moments.slice(0, MAX_MOMENTS).map((moment, at) => (
            <Button
              key={`${moment.atMs}-${at}`}
              kind="quiet"
              size="sm"
              icon={<IconPlayerTrackNext size={14} stroke={1.75} aria-hidden />}
              title={moment.label[language]}
              onClick={() => onSeek(moment.atMs)}
            >
              {t('review.toMoment', { time: formatWait(moment.atMs) })}
            </Button>
          ))}
        </span>
      )}
      {engine !== undefined && <p className={classes['note']}>{t('timeline.finding.engine', engine)}</p>}
      {children}
    </li>
  );
}
