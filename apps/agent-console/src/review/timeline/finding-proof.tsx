import type { Timeline, TimelineFinding } from '@guichet/protocol';
import { formatPercent, formatWait } from '@guichet/ui';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { ReplayPlayer } from '../replay/replay-player.ts';
import { momentsOf } from './findings.ts';
import classes from './inspection-panel.module.css';
import { Still } from './still.tsx';

/** More moments than these are among the problems. */
const MAX_MOMENTS = 4;

interface FindingProofProps {
  readonly timeline: Timeline;
  readonly player: ReplayPlayer;
  readonly finding: TimelineFinding;
}

/** What a rule goes by, where somebody looked at picture or sound: each time with its stretch, its picture, and who found it. */
export function FindingProof({ timeline, player, finding }: FindingProofProps) {
  const { t, language } = useTexts();
  const isLoaded = useStore(player.loaded);
  const seen = momentsOf(finding).filter(({ engine }) => engine !== null);
  if (seen.length === 0) return null;
  const cameras = new Set(
    timeline.parties.flatMap(({ tracks }) => tracks.flatMap(({ trackId, kind }) => (kind === 'video' ? trackId : []))),
  );
  return (
    <ul className={classes['proof']}>
      {seen.slice(0, MAX_MOMENTS).map(({ atMs, untilMs, label, trackId, engine, confidence }) => (
        <li key={`${trackId}-${atMs}`}>
          <button type="button" onClick={() => player.seek(atMs)}>
            <time>{untilMs === null ? formatWait(atMs) : `${formatWait(atMs)}–${formatWait(untilMs)}`}</time> {label[language]}
          </button>
          <small>
            {[
              engine === null ? '' : t('timeline.finding.engine', { name: engine.name, version: engine.version }),
              confidence === null ? '' : t('timeline.finding.confidence', { percent: formatPercent(confidence) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </small>
          {trackId !== null && cameras.has(trackId) && (
            <Still
              isDue={isLoaded}
              recordingId={timeline.recordingId}
              trackId={trackId}
              // In the middle of it: what begins is not always seen in its first picture.
              atMs={Math.round((atMs + (untilMs ?? atMs)) / 2)}
              masked={timeline.masked}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
