import type { SeededRandom } from '../seeded-random.ts';
import type { FrameSource, PacketisedFrame } from './frame-source.ts';

/** Config 31 (CELT, full band, 20 ms), stereo off, one frame per packet (RFC 6716 section 3.1). */
const tableOfContents = 31 << 3;

/** Opus packets of 20 ms with arbitrary content: right for load, not for listening. */
export class OpusFrames implements FrameSource {
  readonly #payload: Uint8Array;

  /** 80 bytes per 20 ms are 32 kbit/s, what a browser sends for speech. */
  constructor(random: SeededRandom, packetBytes = 80) {
    this.#payload = random.bytes(packetBytes);
    this.#payload[0] = tableOfContents;
  }

  next(): PacketisedFrame {
    return { payloads: [this.#payload], keyFrame: true };
  }

  requestKeyFrame(): void {
    // Every packet of Opus stands alone.
  }
}
