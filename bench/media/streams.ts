import type { TrackSource } from '@guichet/protocol';
import type { FrameSource } from '@guichet/e2e/kit/rtp/frame-source.ts';
import { H264Frames } from '@guichet/e2e/kit/rtp/h264-frames.ts';
import { OpusFrames } from '@guichet/e2e/kit/rtp/opus-frames.ts';
import type { AudioLevel } from '@guichet/e2e/kit/rtp/rtp-sender.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { type LoadCodec, loadCodec } from '@guichet/rtc-peer';

const SEED = 20_260_101;

/** What a party sends. */
export interface PartyStream {
  readonly source: TrackSource;
  readonly codec: LoadCodec;
  readonly frames: () => FrameSource;
  readonly framesPerSecond: number;
  readonly audioLevelDbov?: AudioLevel;
}

const FRAMES_PER_SYLLABLES = 25;
/**
 * As loud as somebody who talks for two seconds and listens for two, every half second louder or quieter. A level that stays as it is would be told to
 * nobody, and cost less than talk does.
 */
const talk = Array.from({ length: 64 }, (_, i) => (Math.floor(i / 4) % 2 === 0 ? -16 - ((i * 7) % 20) : -80));

const voice: PartyStream = {
  source: 'microphone',
  codec: loadCodec.opus,
  frames: () => new OpusFrames(new SeededRandom(SEED)),
  framesPerSecond: 50,
  audioLevelDbov: (frame) => talk[Math.floor(frame / FRAMES_PER_SYLLABLES) % talk.length] ?? -80,
};

const camera = (framesPerSecond: number, frameBytes: number): PartyStream => ({
  source: 'camera',
  codec: loadCodec.h264,
  frames: () => new H264Frames(new SeededRandom(SEED), { frameBytes, keyFrameInterval: framesPerSecond * 5 }),
  framesPerSecond,
});

/** Opus at 32 kbit/s and 640x360 H.264 at 25 frames/s in four packets each (0.9 Mbit/s): 150 packets/s, 300 for a call of two. */
export const fullStreams: readonly PartyStream[] = [voice, camera(25, 4_500)];
/** The same voice and a picture of 15 frames/s in three packets each (0.4 Mbit/s): 95 packets/s, 190 for a call of two. */
export const lightStreams: readonly PartyStream[] = [voice, camera(15, 3_400)];
