import { crc32, deflateSync } from 'node:zlib';
import { type ColourPicture, rgbOf } from './colour-picture.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Squeezing it takes five times as long as all the rest, and it goes next door. */
const STORED = 0;
const BYTES_PER_PIXEL = 3;

/** A picture as a file that engines open (ISO/IEC 15948: 8 bits, colour type 2, no filter). */
export function picturePng(picture: ColourPicture): Buffer {
  const { widthPx, heightPx } = picture;
  const rgb = rgbOf(picture);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rowBytes = widthPx * BYTES_PER_PIXEL;
  // A byte in front of each row says how it was filtered: not at all.
  const rows = Buffer.alloc((rowBytes + 1) * heightPx);
  for (let y = 0; y < heightPx; y += 1) rows.set(rgb.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: STORED })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
