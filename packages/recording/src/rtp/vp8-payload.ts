/** A VP8 RTP payload (RFC 7741 §4.2): where the frame's bytes begin, and whether they are the frame's first. */
export interface Vp8Payload {
  readonly startsFrame: boolean;
  readonly data: Buffer;
}

export function parseVp8Payload(payload: Buffer): Vp8Payload | null {
  const first = payload[0];
  if (first === undefined) return null;
  let offset = 1;
  if (first & 0x80) {
    const extended = payload[offset] ?? 0;
    offset += 1;
    if (extended & 0x80) offset += (payload[offset] ?? 0) & 0x80 ? 2 : 1;
    if (extended & 0x40) offset += 1;
    if (extended & 0x30) offset += 1;
  }
  if (offset > payload.length) return null;
  return { startsFrame: (first & 0x10) !== 0 && (first & 0x07) === 0, data: payload.subarray(offset) };
}

/** Size of a key frame from its first bytes (RFC 6386 §9.1); null for any other frame. */
export function readVp8KeyframeSize(frame: Buffer): { readonly widthPx: number; readonly heightPx: number } | null {
  if (frame.length < 10 || ((frame[0] as number) & 1) !== 0) return null;
  if (frame[3] !== 0x9d || frame[4] !== 0x01 || frame[5] !== 0x2a) return null;
  return { widthPx: frame.readUInt16LE(6) & 0x3fff, heightPx: frame.readUInt16LE(8) & 0x3fff };
}
