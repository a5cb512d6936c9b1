/** NAL unit types that matter here (ITU-T H.264 table 7-1, RFC 6184 table 1). */
export const NalType = { slice: 1, idr: 5, sei: 6, sps: 7, pps: 8, delimiter: 9, filler: 12, stapA: 24, fuA: 28 } as const;

export const nalTypeOf = (nal: Buffer): number => (nal[0] ?? 0) & 0x1f;

/** The whole NAL units in a single-NAL or STAP-A payload (RFC 6184 §5.6, §5.7.1); none in a fragment. */
export function* wholeNals(payload: Buffer): Generator<Buffer> {
  const type = nalTypeOf(payload);
  if (type > 0 && type < NalType.stapA) yield payload;
  if (type !== NalType.stapA) return;
  let offset = 1;
  while (offset + 2 < payload.length) {
    const end = offset + 2 + payload.readUInt16BE(offset);
    if (end > payload.length) return;
    yield payload.subarray(offset + 2, end);
    offset = end;
  }
}

/** A fragment of a NAL unit (FU-A, RFC 6184 §5.8). */
export interface NalFragment {
  readonly first: boolean;
  readonly last: boolean;
  /** The header of the NAL unit that is being put together. */
  readonly header: number;
  readonly data: Buffer;
}

export function parseFragment(payload: Buffer): NalFragment | null {
  if (nalTypeOf(payload) !== NalType.fuA || payload.length < 3) return null;
  const indicator = payload[0] as number;
  const fu = payload[1] as number;
  return {
    first: (fu & 0x80) !== 0,
    last: (fu & 0x40) !== 0,
    header: (indicator & 0xe0) | (fu & 0x1f),
    data: payload.subarray(2),
  };
}
