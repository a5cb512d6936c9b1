import type { FrameSource } from '@guichet/e2e/kit/rtp/frame-source.ts';
import { H264Frames } from '@guichet/e2e/kit/rtp/h264-frames.ts';
import { OpusFrames } from '@guichet/e2e/kit/rtp/opus-frames.ts';
import { loadCodec } from '@guichet/e2e/kit/rtp/stream-parameters.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';

const SEED = 20_260_101;

/**
 * What each party of each call sends, to whatever server: 640x360 H.264 at 25 frames/s in four packets each (0.9 Mbit/s) and Opus at
 * 32 kbit/s: 150 packets/s, 300 for the call.
 */
export const STREAMS = [
  {
    source: 'microphone',
    codec: loadCodec.opus,
    frames: (): FrameSource => new OpusFrames(new SeededRandom(SEED)),
    framesPerSecond: 50,
    audioLevelDbov: -20,
  },
  {
    source: 'camera',
    codec: loadCodec.h264,
    frames: (): FrameSource => new H264Frames(new SeededRandom(SEED), { frameBytes: 4_500, keyFrameInterval: 125 }),
    framesPerSecond: 25,
  },
] as const;
