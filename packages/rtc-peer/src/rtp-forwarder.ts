import { buildRtpPacket, readRtpHeader } from './rtp-packet.ts';
import { buildSenderReport } from './sender-report.ts';

export interface RtpForwarderOptions {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly clockRate: number;
  readonly cname: string;
  /** Hands a packet to the wire; false means that it could not be sent. */
  readonly write: (packet: Buffer) => boolean;
  /** RFC 6464, for audio: asked for the level of each packet. */
  readonly audioLevel?: { readonly extensionId: number; readonly dBov: () => number };
}

const REPORT_EVERY_MS = 1_000;
const VOICE_FLAG = 0x80;
const SILENCE_DBOV = -127;

/**
 * Sends on the packets of an encoder under the identity that was negotiated with the server, with a sender report every second. Timestamps
 * stay as the encoder counted them, so that whoever knows when its clock began knows the wall clock of every packet.
 */
export class RtpForwarder {
  readonly #options: RtpForwarderOptions;
  /** libsrtp takes a first packet numbered 0 for one that wrapped around, so numbering starts above. */
  #sequenceNumber = 1_000;
  #packetCount = 0;
  #octetCount = 0;
  #reportDueMs = 0;

  constructor(options: RtpForwarderOptions) {
    this.#options = options;
  }

  /**
   * @param packet an RTP packet of the encoder; whatever else comes from it is not sent on
   * @param capturedAtMs wall clock (Unix ms) of the packet's RTP timestamp
   */
  forward(packet: Buffer, capturedAtMs: number): void {
    const read = readRtpHeader(packet);
    if (read === undefined) return;
    const { ssrc, payloadType, write } = this.#options;
    const payload = packet.subarray(read.payloadOffset);
    const header = { payloadType, ssrc, marker: read.marker, timestamp: read.timestamp, sequenceNumber: this.#sequenceNumber };
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
    if (!write(buildRtpPacket(header, payload, this.#level()))) return;
    this.#packetCount++;
    this.#octetCount += payload.length;
    if (capturedAtMs >= this.#reportDueMs) this.#report(read.timestamp, capturedAtMs);
  }

  #level(): { readonly id: number; readonly data: Uint8Array } | undefined {
    const { audioLevel } = this.#options;
    if (audioLevel === undefined) return undefined;
    const dBov = Math.max(SILENCE_DBOV, audioLevel.dBov());
    // RFC 6464 section 3: bit 7 says "voice", the rest is the level below overload.
    return { id: audioLevel.extensionId, data: Uint8Array.of((dBov === SILENCE_DBOV ? 0 : VOICE_FLAG) | -dBov) };
  }

  #report(rtpTimestamp: number, wallClockMs: number): void {
    const { ssrc, cname, write } = this.#options;
    this.#reportDueMs = wallClockMs + REPORT_EVERY_MS;
    write(buildSenderReport({ ssrc, cname, rtpTimestamp, wallClockMs, packetCount: this.#packetCount, octetCount: this.#octetCount }));
  }
}
