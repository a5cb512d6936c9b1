import { FROZEN_AFTER_MS, tileState, useLastFrame, useNow, VideoTile } from '@guichet/ui';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { CallMediaState } from '../media/call-media-state.ts';
import { isConnected, type SeenParty } from './party.ts';
import { useShownView } from './use-shown-view.ts';

/** Since when something is so, on this machine's clock; null while it is not. */
export function useSince(so: boolean): number | null {
  const [sinceMs, setSinceMs] = useState<number | null>(so ? Date.now() : null);
  useEffect(() => setSinceMs((since) => (so ? (since ?? Date.now()) : null)), [so]);
  return so ? sinceMs : null;
}

interface PartyTileProps {
  readonly seen: SeenParty;
  readonly held: boolean;
  readonly large?: boolean;
  readonly className?: string | undefined;
  /** Told whether pictures come, whatever the signalling says: a page can be out of reach while its media goes on. */
  readonly onFlowing?: ((flowing: boolean) => void) | undefined;
  readonly children?: ReactNode;
}

export function PartyTile({ seen, held, large = false, className, onFlowing, children }: PartyTileProps) {
  const { party, media } = seen;
  const track = media?.camera ?? null;
  const { videoRef, lastFrameAtMs } = useLastFrame(track);
  const viewRef = useShownView(media?.cameraId ?? null);
  // One function for as long as its parts are: a new one would make React take the element away and give it back.
  const bothRefs = useCallback(
    (video: HTMLVideoElement | null) => {
      videoRef(video);
      viewRef(video);
    },
    [videoRef, viewRef],
  );
  const nowMs = useNow(500);
  const flowing = lastFrameAtMs !== null && nowMs - lastFrameAtMs < FROZEN_AFTER_MS;
  useEffect(() => onFlowing?.(flowing), [onFlowing, flowing]);
  const connected = isConnected(seen) || flowing;
  const noticedMs = useSince(!connected);
  const goneSinceMs = media?.awaySinceMs ?? noticedMs;
  const state = tileState({
    party: party.role,
    connected,
    goneSinceMs,
    held,
    hasTrack: track !== null,
    lastFrameAtMs,
    nowMs,
    cameraPaused: media?.cameraPaused ?? party.pausedSources.includes('camera'),
  });
  return (
    <VideoTile
      className={className}
      state={state}
      name={party.displayName}
      track={track}
      large={large}
      namePlace={large ? 'top' : 'bottom'}
      muted={media?.microphonePaused ?? party.pausedSources.includes('microphone')}
      level={connected && !held ? (media?.level ?? 0) : 0}
      videoRef={bothRefs}
    >
      {children}
    </VideoTile>
  );
}

/** One's own picture, as in a mirror. What it shows is what the camera gives, not what arrives. */
export function SelfTile({ media, className }: { readonly media: CallMediaState; readonly className?: string | undefined }) {
  const { t } = useTexts();
  const { self, phase } = media;
  const { videoRef, lastFrameAtMs } = useLastFrame(self.camera);
  const nowMs = useNow(1_000);
  const state = tileState({
    party: 'self',
    connected: phase !== 'reconnecting',
    permissionDenied: self.cameraTrouble === 'denied',
    cameraPaused: !self.cameraOn || self.cameraTrouble !== null,
    hasTrack: self.camera !== null,
    lastFrameAtMs,
    nowMs,
  });
  return (
    <VideoTile
      className={className}
      state={state}
      name={t('call.self')}
      track={self.camera}
      mirrored
      muted={!self.microphoneOn}
      level={self.level}
      videoRef={videoRef}
    />
  );
}
