/** An RTP packet (RFC 3550 §5.1), header extensions and padding taken off. */
export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly seq: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** A view into the packet. Empty for padding alone. */
  readonly payload: Buffer;
}

/** Null when the bytes are no RTP packet. */
export function parseRtp(bytes: Buffer): RtpPacket | null {
  if (bytes.length < 12) return null;
  const first = bytes[0] as number;
  if (first >> 6 !== 2) return null;
  let start = 12 + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (bytes.length < start + 4) return null;
    start += 4 + bytes.readUInt16BE(start + 2) * 4;
  }
  const padding = first & 0x20 ? (bytes[bytes.length - 1] as number) : 0;
  const end = bytes.length - padding;
  if (end < start) return null;
  const second = bytes[1] as number;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    seq: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(start, end),
  };
}

export interface SenderReport {
  readonly ssrc: number;
  /** RTP time at the moment of the report. */
  readonly timestamp: number;
}

const SENDER_REPORT = 200;

/** The sender reports in a compound RTCP packet (RFC 3550 §6.1, §6.4.1); what is malformed ends the search. */
export function senderReports(bytes: Buffer): SenderReport[] {
  const found: SenderReport[] = [];
  let offset = 0;
  while (offset + 4 <= bytes.length) {
    const length = (bytes.readUInt16BE(offset + 2) + 1) * 4;
    if (offset + length > bytes.length) break;
    if (bytes[offset + 1] === SENDER_REPORT && length >= 28) {
      found.push({ ssrc: bytes.readUInt32BE(offset + 4), timestamp: bytes.readUInt32BE(offset + 16) });
    }
    offset += length;
  }
  return found;
}
