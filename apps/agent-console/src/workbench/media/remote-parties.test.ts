import { newId } from '@guichet/protocol';
import type { RemotePeer, RemoteTrack } from '@guichet/rtc-client';
import { describe, expect, it } from 'vitest';
import { remoteParties } from './remote-parties.ts';

const participantId = newId('par');
const track = (source: RemoteTrack['source'], paused = false): RemoteTrack => ({
  trackId: newId('trk'),
  participantId,
  source,
  kind: source === 'microphone' ? 'audio' : 'video',
  paused,
  media: null,
  subscriptionId: null,
  spatialLayer: null,
});
const peer = (...tracks: RemoteTrack[]): RemotePeer => ({ participantId, connected: true, awaySinceMs: null, tracks });

describe('remoteParties', () => {
  it('finds picture, screen and sound by what they are of', () => {
    const camera = track('camera');
    const screen = track('screen');
    const [party] = remoteParties([peer(screen, camera, track('microphone', true))], []);
    expect(party).toMatchObject({ cameraId: camera.trackId, screenId: screen.trackId, cameraPaused: false, microphonePaused: true });
  });

  it('takes what was never published for off', () => {
    expect(remoteParties([peer()], [])[0]).toMatchObject({ camera: null, cameraPaused: true, microphonePaused: true, screen: null });
  });

  it('gives each their own level, silence where none was told', () => {
    const other = { ...peer(), participantId: newId('par') };
    const [speaking, silent] = remoteParties([peer(), other], [{ participantId, level: -10 }]);
    expect([speaking?.level, silent?.level]).toEqual([1, 0]);
  });
});
