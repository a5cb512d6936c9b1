import { newId } from '@guichet/protocol';
import { makeFlashBeepClip, partyTracks, sendClip, TestService } from '@guichet/recording/testing';

const PARTIES = [{ codec: 'VP8', ssrc: 1_000 }] as const;

/** Ten seconds of flashes and beeps. */
export const makeClip = (path: string): Promise<void> => makeFlashBeepClip(path, PARTIES, 10);

/** A camera or a microphone of an open recording, of which nothing has come yet; `send` plays a clip into it. What is to be ended is added to `cleanups`. */
export async function declareTrack(kind: 'video' | 'audio', cleanups: (() => unknown)[]) {
  const service = new TestService();
  cleanups.push(() => service.end());
  service.start();
  const client = await service.connect();
  const recordingId = newId('rec');
  const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'key-1');
  const track = partyTracks(PARTIES[0])[kind];
  await client.declareTrack(recordingId, track);
  const send = (clip: string) => {
    const source = sendClip(clip, rtpPort, PARTIES);
    cleanups.push(() => source.stop());
  };
  return { client, declared: { recordingId, trackId: track.trackId }, send };
}
