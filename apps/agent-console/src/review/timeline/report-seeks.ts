import type { RecordingId } from '@guichet/protocol';
import { useEffect } from 'react';
import { useServices } from '../../app/services.ts';
import type { ReplayPlayer } from '../replay/replay-player.ts';

/** Said together, at most this long after they were made. */
const SAID_EVERY_MS = 10_000;
/** A drag over the lanes is one way, not a hundred. */
const ONE_SEEK_MS = 700;
const MOST = 200;

interface Way {
  readonly fromMs: number;
  toMs: number;
}

/** Tells the counter where its viewer went on the timeline: it belongs to the audit trail like the look itself. */
export function useReportedSeeks(player: ReplayPlayer, recordingId: RecordingId): void {
  const { http } = useServices();
  useEffect(() => {
    const ways: Way[] = [];
    let lastAt = -Infinity;
    const unsubscribe = player.onSeek((fromMs, toMs) => {
      const now = performance.now();
      const last = ways.at(-1);
      if (last !== undefined && now - lastAt < ONE_SEEK_MS) last.toMs = Math.round(toMs);
      else ways.push({ fromMs: Math.round(fromMs), toMs: Math.round(toMs) });
      lastAt = now;
    });
    const say = (): void => {
      const seeks = ways.splice(0, MOST);
      if (seeks.length === 0) return;
      http.request('recordings.watched', { params: { recordingId }, body: { seeks } }).catch(() => ways.unshift(...seeks));
    };
    const timer = setInterval(say, SAID_EVERY_MS);
    return () => {
      clearInterval(timer);
      unsubscribe();
      say();
    };
  }, [player, recordingId, http]);
}
