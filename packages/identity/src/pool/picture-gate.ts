/** Why a picture is not even opened, in closed words that may stand in logs. */
export const PICTURE_PROBLEMS = [
  'empty',
  'too_large',
  'not_a_picture',
  'too_many_pixels',
  'cut_short',
  'hidden_content',
  'broken',
] as const;
export type PictureProblem = (typeof PICTURE_PROBLEMS)[number];

/** What a picture may be. A still of a phone's camera fits; what is larger says nothing more about a document or a face. */
export const PICTURE_LIMITS = {
  bytes: 12 * 1024 * 1024,
  pixels: 25_000_000,
  sidePx: 10_000,
  sideDataBytes: 256 * 1024,
  scans: 64,
} as const;

export class PictureRefused extends Error {
  readonly problem: PictureProblem;

  constructor(problem: PictureProblem, options?: ErrorOptions) {
    super(`The picture is refused: ${problem}`, options);
    this.name = 'PictureRefused';
    this.problem = problem;
  }
}

export interface GatedPicture {
  readonly format: 'jpeg' | 'png' | 'webp';
}

/**
 * Looks at a file's own structure before any decoder does: only JPEG (ITU-T T.81), PNG (ISO/IEC 15948) and WebP (RFC 9649), whole, of a size that can be
 * opened in bounded memory, and with nothing behind the picture that makes it another file as well. Costs one walk over the bytes. @throws PictureRefused
 */
export function gatePicture(bytes: Uint8Array): GatedPicture {
  if (bytes.length === 0) throw new PictureRefused('empty');
  if (bytes.length > PICTURE_LIMITS.bytes) throw new PictureRefused('too_large');
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length >= 3 && view.readUIntBE(0, 3) === 0xff_d8_ff) return gateJpeg(view);
  if (view.length >= 8 && view.readBigUInt64BE(0) === PNG_SIGNATURE) return gatePng(view);
  if (view.length >= 12 && view.toString('latin1', 0, 4) === 'RIFF' && view.toString('latin1', 8, 12) === 'WEBP') return gateWebp(view);
  throw new PictureRefused('not_a_picture');
}

const PNG_SIGNATURE = 0x8950_4e47_0d0a_1a0an;
/** Chunks that the picture itself is made of; all others are small in a picture that comes from a camera. */
const PNG_PICTURE_CHUNKS: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND']);

function requireSize(widthPx: number, heightPx: number): void {
  if (widthPx === 0 || heightPx === 0) throw new PictureRefused('broken');
  const { pixels, sidePx } = PICTURE_LIMITS;
  if (widthPx > sidePx || heightPx > sidePx || widthPx * heightPx > pixels) throw new PictureRefused('too_many_pixels');
}

function gatePng(view: Buffer): GatedPicture {
  let offset = 8;
  let sideDataBytes = 0;
  while (offset + 12 <= view.length) {
    const length = view.readUInt32BE(offset);
    const type = view.toString('latin1', offset + 4, offset + 8);
    const end = offset + 12 + length;
    if (offset === 8) {
      if (type !== 'IHDR' || length !== 13 || end > view.length) throw new PictureRefused('broken');
      requireSize(view.readUInt32BE(16), view.readUInt32BE(20));
    }
    // Profiles and texts are packed: a few kilobytes can be made to unfold into gigabytes.
    if (!PNG_PICTURE_CHUNKS.has(type)) sideDataBytes += length;
    if (sideDataBytes > PICTURE_LIMITS.sideDataBytes) throw new PictureRefused('hidden_content');
    if (end > view.length) throw new PictureRefused('cut_short');
    if (type === 'IEND') {
      if (end < view.length) throw new PictureRefused('hidden_content');
      return { format: 'png' };
    }
    offset = end;
  }
  throw new PictureRefused('cut_short');
}

/** Markers that stand alone, without a length: TEM, RST0 … RST7, SOI. */
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
/** SOF0 … SOF15 without DHT, JPG and DAC, which share their range. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function gateJpeg(view: Buffer): GatedPicture {
  let offset = 2;
  let hasFrame = false;
  let scans = 0;
  while (offset + 1 < view.length) {
    if (view[offset] !== 0xff) throw new PictureRefused('broken');
    const marker = view[offset + 1] ?? 0;
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    if (marker === 0xd9) {
      if (!hasFrame) throw new PictureRefused('broken');
      if (offset + 2 < view.length) throw new PictureRefused('hidden_content');
      return { format: 'jpeg' };
    }
    if (standsAlone(marker)) {
      offset += 2;
      continue;
    }
    if (offset + 4 > view.length) break;
    const end = offset + 2 + view.readUInt16BE(offset + 2);
    if (end > view.length) break;
    if (isFrame(marker)) {
      if (offset + 9 > view.length) break;
      requireSize(view.readUInt16BE(offset + 7), view.readUInt16BE(offset + 5));
      hasFrame = true;
    }
    // Every scan goes over the whole picture: thousands of them cost minutes.
    if (marker === 0xda && ++scans > PICTURE_LIMITS.scans) throw new PictureRefused('broken');
    offset = marker === 0xda ? endOfScan(view, end) : end;
  }
  throw new PictureRefused('cut_short');
}

/** Where the coded data of a scan ends: at the next marker that is no restart and no stuffed byte. */
function endOfScan(view: Buffer, from: number): number {
  let offset = from;
  for (;;) {
    offset = view.indexOf(0xff, offset);
    if (offset < 0 || offset + 1 >= view.length) return view.length;
    const next = view[offset + 1] ?? 0;
    if (next !== 0x00 && !(next >= 0xd0 && next <= 0xd7) && next !== 0xff) return offset;
    offset += next === 0xff ? 1 : 2;
  }
}

function gateWebp(view: Buffer): GatedPicture {
  const end = 8 + view.readUInt32LE(4);
  if (end > view.length) throw new PictureRefused('cut_short');
  if (end < view.length) throw new PictureRefused('hidden_content');
  return { format: 'webp' };
}
