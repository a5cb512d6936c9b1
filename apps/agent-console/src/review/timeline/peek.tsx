import type { RecordingId, Timeline, TimelineTrack } from '@guichet/protocol';
import { formatWait } from '@guichet/ui';
import { type RefObject, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { routeUrl } from '../../app/http-client.ts';
import classes from './lanes.module.css';
import { momentAt, type ViewSpan } from './view-span.ts';

interface PeekAt {
  readonly atMs: number;
  /** On the page, pixels. */
  readonly x: number;
  readonly y: number;
}

const SHOWN_WIDTH_PX = 120;

interface PeekProps {
  readonly recordingId: RecordingId;
  readonly timeline: Timeline;
  readonly view: ViewSpan;
  /** What the pointer moves over. */
  readonly surface: RefObject<HTMLElement | null>;
}

/** What could be seen where the pointer is, without going there. Follows the pointer by itself: nothing else is drawn anew for it. */
export function Peek({ recordingId, timeline, view, surface }: PeekProps) {
  const [peek, setPeek] = useState<PeekAt | null>(null);
  useEffect(() => {
    const element = surface.current;
    if (element === null) return undefined;
    const onMove = ({ clientX }: PointerEvent): void => {
      const box = element.getBoundingClientRect();
      setPeek({ atMs: Math.max(0, momentAt(view, (clientX - box.left) / box.width)), x: clientX, y: box.top });
    };
    const onLeave = (): void => setPeek(null);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerleave', onLeave);
    return () => {
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerleave', onLeave);
    };
  }, [surface, view]);
  if (peek === null) return null;
  const pictures = timeline.parties.flatMap(({ tracks }) =>
    tracks.filter((track) => track.thumbnails !== null && track.fromMs <= peek.atMs && peek.atMs < track.toMs).slice(0, 2),
  );
  return createPortal(
    <div className={classes['peek']} style={{ left: peek.x, top: peek.y }} role="presentation" data-peek>
      {pictures.length > 0 && (
        <div>
          {pictures.map((track) => (
            <Thumbnail key={track.trackId} recordingId={recordingId} track={track} atMs={peek.atMs} masked={timeline.masked} />
          ))}
        </div>
      )}
      <time>{formatWait(peek.atMs)}</time>
    </div>,
    document.body,
  );
}

interface ThumbnailProps {
  readonly recordingId: RecordingId;
  readonly track: TimelineTrack;
  readonly atMs: number;
  readonly masked: boolean;
}

function Thumbnail({ recordingId, track, atMs, masked }: ThumbnailProps) {
  const { thumbnails, trackId, fromMs } = track;
  if (thumbnails === null) return null;
  const { everyMs, count, columns, widthPx, heightPx } = thumbnails;
  const index = Math.min(count - 1, Math.floor((atMs - fromMs) / everyMs));
  const scale = SHOWN_WIDTH_PX / widthPx;
  // The two views of one track are two addresses: no browser shows the one for the other.
  const url = `${routeUrl('recordings.thumbnails', { params: { recordingId, trackId } })}?masked=${masked}`;
  return (
    <i
      style={{
        width: SHOWN_WIDTH_PX,
        height: heightPx * scale,
        backgroundImage: `url("${url}")`,
        backgroundSize: `${columns * widthPx * scale}px auto`,
        backgroundPosition: `-${(index % columns) * widthPx * scale}px -${Math.floor(index / columns) * heightPx * scale}px`,
      }}
    />
  );
}
