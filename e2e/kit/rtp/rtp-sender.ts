import { buildRtpPacket, buildSenderReport, type HeaderExtension } from '@guichet/rtc-peer';
import type { FrameSource } from './frame-source.ts';

/** dBov, or what gives it for the n-th frame. */
export type AudioLevel = number | ((frame: number) => number);

export interface RtpSenderOptions {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly clockRate: number;
  readonly cname: string;
  readonly source: FrameSource;
  readonly framesPerSecond: number;
  /** Hands a packet to the wire; false means that it could not be sent. */
  readonly write: (packet: Buffer) => boolean;
  /** RFC 6464 level of every packet, for audio: always the same, or that of the n-th frame. */
  readonly audioLevel?: { readonly extensionId: number; readonly dBov: AudioLevel };
}

const reportIntervalMs = 1_000;
/** Half of that comes before the first (RFC 3550 section 6.2), as in browsers. */
const firstReportMs = reportIntervalMs / 2;

/**
 * Turns a source's frames into RTP packets at their due times, with a sender report every second.
 *
 * Time comes in from outside: `advance(elapsedMs)` sends whatever is due by then.
 */
export class RtpSender {
  readonly ssrc: number;
  readonly #options: RtpSenderOptions;
  /** libsrtp takes a first packet numbered 0 for one that wrapped around, so numbering starts above. */
  #sequenceNumber = 1_000;
  #frameCount = 0;
  #nextReportMs = firstReportMs;
  #startedAtWallClockMs: number | undefined;
  #octetCount = 0;
  packetCount = 0;
  refusedCount = 0;
  /** A muted sender's clock goes on, its packets stop. */
  paused = false;

  constructor(options: RtpSenderOptions) {
    this.#options = options;
    this.ssrc = options.ssrc;
  }

  requestKeyFrame(): void {
    this.#options.source.requestKeyFrame();
  }

  /** Sends every frame due up to `elapsedMs` since the stream's beginning. */
  advance(elapsedMs: number, wallClockMs = Date.now()): void {
    this.#startedAtWallClockMs ??= wallClockMs - elapsedMs;
    while ((this.#frameCount * 1000) / this.#options.framesPerSecond <= elapsedMs) this.#sendFrame();
    if (elapsedMs >= this.#nextReportMs && this.packetCount > 0) {
      this.#nextReportMs = elapsedMs + reportIntervalMs;
      this.#sendReport(elapsedMs);
    }
  }

  #sendFrame(): void {
    const timestamp = this.#timestampAt((this.#frameCount * 1000) / this.#options.framesPerSecond);
    this.#frameCount++;
    const { payloads } = this.#options.source.next();
    if (this.paused) return;
    const extension = this.#levelExtension();
    for (const [index, payload] of payloads.entries()) {
      const header = {
        payloadType: this.#options.payloadType,
        // Of video it marks a frame's last packet; audio marks only a talk spurt's first (RFC 3551 section 4.1).
        marker: this.#options.clockRate === 90_000 && index === payloads.length - 1,
        sequenceNumber: this.#sequenceNumber,
        timestamp,
        ssrc: this.ssrc,
      };
      this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
      if (this.#options.write(buildRtpPacket(header, payload, extension))) {
        this.packetCount++;
        this.#octetCount += payload.length;
      } else {
        this.refusedCount++;
      }
    }
  }

  #levelExtension(): HeaderExtension | undefined {
    const { audioLevel } = this.#options;
    if (audioLevel === undefined) return undefined;
    const dBov = typeof audioLevel.dBov === 'number' ? audioLevel.dBov : audioLevel.dBov(this.#frameCount);
    // RFC 6464 section 3: bit 7 says "voice", the rest is the level below overload.
    return { id: audioLevel.extensionId, data: Uint8Array.of(0x80 | Math.min(127, -dBov)) };
  }

  #sendReport(elapsedMs: number): void {
    this.#options.write(
      buildSenderReport({
        ssrc: this.ssrc,
        wallClockMs: (this.#startedAtWallClockMs ?? 0) + elapsedMs,
        rtpTimestamp: this.#timestampAt(elapsedMs),
        packetCount: this.packetCount,
        octetCount: this.#octetCount,
        cname: this.#options.cname,
      }),
    );
  }

  #timestampAt(elapsedMs: number): number {
    return Math.round((elapsedMs * this.#options.clockRate) / 1000) >>> 0;
  }
}
