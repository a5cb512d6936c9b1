import type { ParticipantId, TrackSource } from '@guichet/protocol';
import type { RemotePeer, SpeakerLevel } from '@guichet/rtc-client';
import { levelFromDbov } from '@guichet/ui';
import type { RemoteParty } from './call-media-state.ts';

/** The peers of a room as the workbench draws them. */
export function remoteParties(peers: readonly RemotePeer[], levels: readonly SpeakerLevel[]): RemoteParty[] {
  return peers.map((peer) => {
    const track = (source: TrackSource) => peer.tracks.find((candidate) => candidate.source === source);
    const camera = track('camera');
    const screen = track('screen');
    const microphone = track('microphone');
    return {
      participantId: peer.participantId,
      connected: peer.connected,
      awaySinceMs: peer.awaySinceMs,
      camera: camera?.media ?? null,
      cameraId: camera?.trackId ?? null,
      // Nothing published is nothing shown, whatever the reason: it reads as "off".
      cameraPaused: camera === undefined || camera.paused,
      screen: screen?.media ?? null,
      screenId: screen?.trackId ?? null,
      microphone: microphone?.media ?? null,
      microphonePaused: microphone === undefined || microphone.paused,
      level: levelOf(peer.participantId, levels),
    };
  });
}

export function levelOf(participantId: ParticipantId | null, levels: readonly SpeakerLevel[]): number {
  const spoken = levels.find((level) => level.participantId === participantId);
  return spoken === undefined ? 0 : levelFromDbov(spoken.level);
}
