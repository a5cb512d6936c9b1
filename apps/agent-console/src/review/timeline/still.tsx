import type { Timeline, TimelineCheck } from '@guichet/protocol';
import { routeUrl } from '../../app/http-client.ts';
import classes from './inspection-panel.module.css';

interface StillProps {
  readonly recordingId: Timeline['recordingId'];
  readonly trackId: TimelineCheck['images'][number]['trackId'];
  readonly atMs: number;
  readonly masked: boolean;
  readonly isDue: boolean;
}

/** The picture of a moment, as this viewer may see it. */
export function Still({ recordingId, trackId, atMs, masked, isDue }: StillProps) {
  if (trackId === null) return null;
  if (!isDue) return <span className={classes['due']} />;
  const url = routeUrl('recordings.still', { params: { recordingId, trackId }, query: { atMs, masked } });
  return <img src={url} alt="" loading="lazy" />;
}
