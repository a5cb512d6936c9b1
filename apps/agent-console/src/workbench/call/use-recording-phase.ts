import type { RecordingView, WorkbenchView } from '@guichet/protocol';
import { type RecordingPhase, recordingPhase, useNow } from '@guichet/ui';
import { useCallback } from 'react';
import { useServices } from '../../app/services.ts';
import { useStore } from '../../app/store.ts';
import type { CallMediaState } from '../media/call-media-state.ts';

/**
 * What is known of the recording: the counter's view, corrected by what the node tells this page directly, which is fresher while the
 * call's connection lives. The worse of the two wins, so that neither hides what the other knows.
 */
export function mergeRecording(view: RecordingView | null, media: CallMediaState['recording']): RecordingView | null {
  if (view === null || media === null || media.status === 'none') return view;
  const lastWrittenAt = Math.max(view.lastWrittenAt ?? 0, media.lastWrittenAtMs ?? 0) || null;
  if (view.status !== 'starting' && view.status !== 'recording' && view.status !== 'degraded') return view;
  const worse = media.status === 'stopped' || (media.status === 'degraded' && view.status !== 'starting');
  if (worse) return { ...view, status: media.status, trouble: media.trouble ?? view.trouble, lastWrittenAt };
  return { ...view, lastWrittenAt };
}

export function useRecordingPhase(workbench: WorkbenchView, media: CallMediaState, interrupted: boolean): RecordingPhase {
  const { clock, desk } = useServices();
  const link = useStore(desk.link);
  const serverNow = useCallback(() => clock.nowMs(), [clock]);
  const nowMs = useNow(500, serverNow);
  const inCall = workbench.call !== null && workbench.status === 'in_call';
  const recording = mergeRecording(workbench.recording, media.sessionId === workbench.sessionId ? media.recording : null);
  // One of the two is enough: either tells this page when it is no longer recorded.
  const deskAwaySinceMs = link.kind === 'live' ? null : link.kind === 'away' ? link.sinceMs : Date.now();
  const mediaAwaySinceMs = media.phase === 'live' ? null : (media.interruptedSinceMs ?? 0);
  const unheardMs =
    deskAwaySinceMs === null || mediaAwaySinceMs === null ? 0 : Math.max(0, Date.now() - Math.max(deskAwaySinceMs, mediaAwaySinceMs));
  return recordingPhase({ recording, inCall, interrupted, unheardMs, nowMs });
}
