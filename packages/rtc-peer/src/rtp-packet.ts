/** The fields of an RTP header (RFC 3550 section 5.1) that peers set or read. */
export interface RtpHeader {
  readonly payloadType: number;
  readonly marker: boolean;
  /** 16 bits. */
  readonly sequenceNumber: number;
  /** 32 bits, in units of the codec's clock. */
  readonly timestamp: number;
  readonly ssrc: number;
}

/** A one-byte header extension element (RFC 8285 section 4.2). */
export interface HeaderExtension {
  /** 1 to 14. */
  readonly id: number;
  /** 1 to 16 bytes. */
  readonly data: Uint8Array;
}

const fixedHeaderBytes = 12;
const oneByteExtensionProfile = 0xbede;

export function buildRtpPacket(header: RtpHeader, payload: Uint8Array, extension?: HeaderExtension): Buffer {
  const extensionBytes = extension ? 4 + Math.ceil((1 + extension.data.length) / 4) * 4 : 0;
  const packet = Buffer.alloc(fixedHeaderBytes + extensionBytes + payload.length);
  packet[0] = 0x80 | (extension ? 0x10 : 0);
  packet[1] = (header.marker ? 0x80 : 0) | header.payloadType;
  packet.writeUInt16BE(header.sequenceNumber & 0xffff, 2);
  packet.writeUInt32BE(header.timestamp >>> 0, 4);
  packet.writeUInt32BE(header.ssrc >>> 0, 8);
  if (extension) {
    packet.writeUInt16BE(oneByteExtensionProfile, fixedHeaderBytes);
    packet.writeUInt16BE((extensionBytes - 4) / 4, fixedHeaderBytes + 2);
    packet[fixedHeaderBytes + 4] = (extension.id << 4) | (extension.data.length - 1);
    packet.set(extension.data, fixedHeaderBytes + 5);
  }
  packet.set(payload, fixedHeaderBytes + extensionBytes);
  return packet;
}

/** Payload types 64 to 95 are RTCP when both share a port (RFC 5761 section 4). */
export function isRtcp(packet: Uint8Array): boolean {
  const type = (packet[1] ?? 0) & 0x7f;
  return type >= 64 && type <= 95;
}

/** @returns undefined for anything that is not an RTP packet of version 2, RTCP included. */
export function readRtpHeader(packet: Buffer): (RtpHeader & { readonly payloadOffset: number }) | undefined {
  const first = packet[0] ?? 0;
  if (packet.length < fixedHeaderBytes || first >> 6 !== 2 || isRtcp(packet)) return undefined;
  let payloadOffset = fixedHeaderBytes + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (packet.length < payloadOffset + 4) return undefined;
    payloadOffset += 4 + packet.readUInt16BE(payloadOffset + 2) * 4;
  }
  if (packet.length < payloadOffset) return undefined;
  const second = packet.readUInt8(1);
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequenceNumber: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payloadOffset,
  };
}
