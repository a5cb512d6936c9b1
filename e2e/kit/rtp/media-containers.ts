/** The frames of an IVF file: a header of 32 bytes, then frames after 12 bytes of size and time each. */
export function readIvfFrames(ivf: Buffer): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let offset = 32; offset + 12 <= ivf.length; ) {
    const size = ivf.readUInt32LE(offset);
    frames.push(ivf.subarray(offset + 12, offset + 12 + size));
    offset += 12 + size;
  }
  return frames;
}

const accessUnitDelimiter = 9;
const supplementalInformation = 6;

/** The NAL units of each picture of an Annex B stream that has access unit delimiters (ITU-T H.264 annex B). */
export function readAccessUnits(annexB: Buffer): Uint8Array[][] {
  const pictures: Uint8Array[][] = [];
  for (const unit of splitAnnexB(annexB)) {
    const type = (unit[0] ?? 0) & 0x1f;
    if (type === accessUnitDelimiter) pictures.push([]);
    else if (type !== supplementalInformation) pictures.at(-1)?.push(unit);
  }
  return pictures.filter((units) => units.length > 0);
}

function splitAnnexB(stream: Buffer): Uint8Array[] {
  const startCode = Buffer.from([0, 0, 1]);
  const units: Uint8Array[] = [];
  let from = stream.indexOf(startCode);
  while (from >= 0) {
    const begin = from + startCode.length;
    const next = stream.indexOf(startCode, begin);
    let end = next < 0 ? stream.length : next;
    // A start code of four bytes belongs to the unit after it, and no unit ends in a zero.
    while (end > begin && stream[end - 1] === 0) end--;
    units.push(stream.subarray(begin, end));
    from = next;
  }
  return units;
}

/** The packets of the one stream in an Ogg file (RFC 3533 section 6): segments below 255 bytes end a packet. */
export function readOggPackets(ogg: Buffer): Uint8Array[] {
  const packets: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  for (let page = 0; page + 27 <= ogg.length && ogg.toString('latin1', page, page + 4) === 'OggS'; ) {
    const segmentCount = ogg.readUInt8(page + 26);
    let offset = page + 27 + segmentCount;
    for (const size of ogg.subarray(page + 27, page + 27 + segmentCount)) {
      parts.push(ogg.subarray(offset, offset + size));
      offset += size;
      if (size < 255) {
        packets.push(Buffer.concat(parts));
        parts = [];
      }
    }
    page = offset;
  }
  return packets;
}
