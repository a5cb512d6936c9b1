import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { PictureProblem } from '../pool/picture-gate.ts';

interface Hostile {
  readonly make: () => Promise<Buffer> | Buffer;
  readonly problem: PictureProblem;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8 + body.length);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}

/** A PNG of that size (8 bits, three colours) whose data is what is given, right or wrong. */
export function pngOf(widthPx: number, heightPx: number, data: Uint8Array, before: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), ...before, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

const MEBIBYTE = 2 ** 20;

/** So many mebibytes of zeros as zlib packs them (RFC 1950), made of one block again and again: a bomb costs its maker nothing. */
function packedZeros(mebibytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(MEBIBYTE), { finishFlush: constants.Z_SYNC_FLUSH });
  const end = Buffer.alloc(6);
  end.writeUInt16BE(0x0300, 0);
  // Adler-32 of zeros: their number modulo 65,521 above a one.
  end.writeUInt16BE((mebibytes * MEBIBYTE) % 65_521, 2);
  end.writeUInt16BE(1, 4);
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array.from({ length: mebibytes }, () => block), end]);
}

const jpeg = (): Promise<Buffer> =>
  sharp({ create: { width: 80, height: 60, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
const and = async (tail: string | Buffer): Promise<Buffer> => Buffer.concat([await jpeg(), Buffer.from(tail)]);

/** Files that are made to hurt, each with the word it is refused with. */
export const hostileFiles = (): Readonly<Record<string, Hostile>> => ({
  'nothing at all': { make: () => Buffer.alloc(0), problem: 'empty' },
  'an SVG that names a file': {
    make: () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
    problem: 'not_a_picture',
  },
  'an SVG of a billion laughs': {
    make: () => Buffer.from('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>'),
    problem: 'not_a_picture',
  },
  'a PDF': { make: () => Buffer.from('%PDF-1.7\n1 0 obj\n'), problem: 'not_a_picture' },
  'a GIF': { make: () => Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'), problem: 'not_a_picture' },
  'a PNG of 100 megapixels that is a few kilobytes': {
    make: () => pngOf(10_000, 10_000, packedZeros(287)),
    problem: 'too_many_pixels',
  },
  'a PNG of two thousand million pixels': { make: () => pngOf(2 ** 31 - 1, 1, deflateSync(Buffer.alloc(10))), problem: 'too_many_pixels' },
  'a PNG with a profile that unfolds into 500 megabytes': {
    make: () =>
      pngOf(8, 8, deflateSync(Buffer.alloc(25 * 8)), [chunk('iCCP', Buffer.concat([Buffer.from('a\0\0', 'latin1'), packedZeros(500)]))]),
    problem: 'hidden_content',
  },
  'a PNG without its end': { make: () => pngOf(64, 64, deflateSync(Buffer.alloc(193 * 64))).subarray(0, -20), problem: 'cut_short' },
  'a JPEG cut in the middle': { make: async () => (await jpeg()).subarray(0, -40), problem: 'cut_short' },
  'a JPEG that is a ZIP as well': { make: () => and('PK\x03\x04 and more'), problem: 'hidden_content' },
  'a JPEG that is a page as well': { make: () => and('<html><script>alert(1)</script></html>'), problem: 'hidden_content' },
  'a file of more than 12 MB': { make: () => Buffer.alloc(13 * 1024 * 1024, 1), problem: 'too_large' },
  'a WebP that says it is longer': { make: () => Buffer.from('RIFF\xff\xff\x00\x00WEBPVP8 ', 'latin1'), problem: 'cut_short' },
});
