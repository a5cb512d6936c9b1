import type { RecordingId, TrackId } from '@guichet/protocol';
import { useTheme } from '@guichet/ui';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { routeUrl } from '../../app/http-client.ts';
import classes from './lanes.module.css';
import { momentAt, type ViewSpan } from './view-span.ts';

const BAR_PX = 2;
const GAP_PX = 1;

interface WaveformProps {
  readonly recordingId: RecordingId;
  readonly tracks: readonly { readonly trackId: TrackId; readonly fromMs: number; readonly peaksPerSecond: number | null }[];
  readonly view: ViewSpan;
  readonly isCustomer: boolean;
}

/** How loud somebody was, drawn from peaks that the counter measured once. */
export function Waveform({ recordingId, tracks, view, isCustomer }: WaveformProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { resolved: theme } = useTheme();
  const [width, setWidth] = useState(0);
  const known = tracks.filter(({ peaksPerSecond }) => peaksPerSecond !== null);
  const peaks = useQuery({
    queryKey: ['peaks', recordingId, known.map(({ trackId }) => trackId).join()],
    enabled: known.length > 0,
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      Promise.all(
        known.map(async ({ trackId }) => {
          const answer = await fetch(routeUrl('recordings.peaks', { params: { recordingId, trackId } }), {
            signal,
            credentials: 'same-origin',
          });
          return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : new Uint8Array(0);
        }),
      ),
  });

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null || width === 0 || peaks.data === undefined) return;
    const scale = window.devicePixelRatio;
    const height = element.clientHeight;
    element.width = width * scale;
    element.height = height * scale;
    context.scale(scale, scale);
    context.clearRect(0, 0, width, height);
    context.fillStyle = getComputedStyle(element).color;
    for (let x = 0; x < width; x += BAR_PX + GAP_PX) {
      const fromMs = momentAt(view, x / width);
      const untilMs = momentAt(view, (x + BAR_PX + GAP_PX) / width);
      let loudest = 0;
      for (const [at, track] of known.entries()) loudest = Math.max(loudest, loudestIn(peaks.data[at], track, fromMs, untilMs));
      // Loudness is heard by its logarithm: a linear drawing would hide who speaks softly.
      const bar = Math.max(1, Math.sqrt(loudest / 255) * (height - 4));
      context.fillRect(x, (height - bar) / 2, BAR_PX, bar);
    }
  }, [peaks.data, known, view, width, theme]);

  return <canvas ref={canvas} className={isCustomer ? `${classes['wave']} ${classes['customerWave']}` : classes['wave']} aria-hidden />;
}

function loudestIn(
  peaks: Uint8Array | undefined,
  { fromMs: began, peaksPerSecond }: { readonly fromMs: number; readonly peaksPerSecond: number | null },
  fromMs: number,
  untilMs: number,
): number {
  if (peaks === undefined || peaksPerSecond === null) return 0;
  const first = Math.max(0, Math.floor(((fromMs - began) / 1_000) * peaksPerSecond));
  const last = Math.min(peaks.length - 1, Math.floor(((untilMs - began) / 1_000) * peaksPerSecond));
  let loudest = 0;
  for (let at = first; at <= last; at++) loudest = Math.max(loudest, peaks[at] ?? 0);
  return loudest;
}
