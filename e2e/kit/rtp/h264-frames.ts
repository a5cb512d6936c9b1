import type { SeededRandom } from '../seeded-random.ts';
import { type FrameSource, maxPayloadBytes, type PacketisedFrame } from './frame-source.ts';

/** NAL unit types of H.264 (ITU-T H.264 table 7-1) and of its RTP payload (RFC 6184 section 5.2). */
const nalType = { slice: 1, idr: 5, sps: 7, pps: 8, stapA: 24, fuA: 28 } as const;

/** Constrained baseline, level 3.1, 640x360 at 30 frames/s: what x264 writes for that picture. */
const sps640x360 = Buffer.from('6742c01fd900a02ff970110000030001000003003c0f183248', 'hex');
const pps = Buffer.from('68cb83cb20', 'hex');

export interface H264Options {
  readonly frameBytes: number;
  readonly keyFrameInterval: number;
}

/** H.264 frames whose units are right and whose slices are arbitrary: right for load, not for looking at. */
export class H264Frames implements FrameSource {
  readonly #options: H264Options;
  readonly #idr: Buffer;
  readonly #slice: Buffer;
  #sinceKeyFrame: number;

  constructor(random: SeededRandom, options: H264Options) {
    this.#options = options;
    this.#sinceKeyFrame = options.keyFrameInterval;
    this.#idr = random.bytes(options.frameBytes);
    this.#slice = random.bytes(options.frameBytes);
    // nal_ref_idc 3 with the type; the first bit of the slice header (first_mb_in_slice = 0) is 1.
    this.#idr.set([0x60 | nalType.idr, 0x88]);
    this.#slice.set([0x40 | nalType.slice, 0x9a]);
  }

  next(): PacketisedFrame {
    const keyFrame = this.#sinceKeyFrame >= this.#options.keyFrameInterval;
    this.#sinceKeyFrame = keyFrame ? 1 : this.#sinceKeyFrame + 1;
    return { payloads: packetiseH264(keyFrame ? [sps640x360, pps, this.#idr] : [this.#slice]), keyFrame };
  }

  requestKeyFrame(): void {
    this.#sinceKeyFrame = this.#options.keyFrameInterval;
  }
}

/**
 * The payloads of one frame in packetization mode 1 (RFC 6184 section 6.3): parameter sets together in a STAP-A,
 * a unit that fits alone, a larger one in FU-A fragments.
 */
export function packetiseH264(units: readonly Uint8Array[]): Uint8Array[] {
  const isParameterSet = (unit: Uint8Array): boolean => {
    const type = (unit[0] ?? 0) & 0x1f;
    return type === nalType.sps || type === nalType.pps;
  };
  const payloads: Uint8Array[] = [];
  const parameterSets = units.filter(isParameterSet);
  if (parameterSets.length > 0) payloads.push(aggregate(parameterSets));
  for (const unit of units) {
    if (isParameterSet(unit)) continue;
    if (unit.length <= maxPayloadBytes) payloads.push(unit);
    else payloads.push(...fragment(unit));
  }
  return payloads;
}

function aggregate(units: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x60 | nalType.stapA)];
  for (const unit of units) parts.push(Uint8Array.of(unit.length >> 8, unit.length & 0xff), unit);
  return Buffer.concat(parts);
}

function fragment(unit: Uint8Array): Uint8Array[] {
  const header = unit[0] ?? 0;
  const room = maxPayloadBytes - 2;
  const fragments: Uint8Array[] = [];
  for (let offset = 1; offset < unit.length; offset += room) {
    const start = offset === 1 ? 0x80 : 0;
    const end = offset + room >= unit.length ? 0x40 : 0;
    const indicator = (header & 0xe0) | nalType.fuA;
    fragments.push(Buffer.concat([Uint8Array.of(indicator, start | end | (header & 0x1f)), unit.subarray(offset, offset + room)]));
  }
  return fragments;
}
