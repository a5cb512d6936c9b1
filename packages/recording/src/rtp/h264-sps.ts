/** Reads bits and Exp-Golomb codes of an H.264 RBSP (ITU-T H.264 §7.2, §9.1). Reading past the end gives zeros. */
class BitReader {
  readonly #bytes: Buffer;
  #bit = 0;

  constructor(nal: Buffer) {
    // Emulation prevention bytes (00 00 03) are taken out, §7.4.1.
    const kept: number[] = [];
    let zeros = 0;
    for (const byte of nal) {
      if (zeros >= 2 && byte === 3) {
        zeros = 0;
        continue;
      }
      zeros = byte === 0 ? zeros + 1 : 0;
      kept.push(byte);
    }
    this.#bytes = Buffer.from(kept);
  }

  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#bit++) {
      const byte = this.#bytes[this.#bit >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#bit & 7))) & 1);
    }
    return value;
  }

  unsigned(): number {
    let zeros = 0;
    while (zeros < 32 && this.#bit < this.#bytes.length * 8 && this.bits(1) === 0) zeros += 1;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}

const PROFILES_WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

function skipScalingLists(reader: BitReader, chromaFormat: number): void {
  const lists = chromaFormat === 3 ? 12 : 8;
  for (let list = 0; list < lists; list++) {
    if (!reader.bits(1)) continue;
    let last = 8;
    let next = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64); i++) {
      if (next !== 0) next = (last + reader.signed() + 256) % 256;
      last = next === 0 ? last : next;
    }
  }
}

/** Picture size in pixels from a sequence parameter set (ITU-T H.264 §7.3.2.1.1, cropping applied); null when it makes no sense. */
export function readSpsSize(sps: Buffer): { readonly widthPx: number; readonly heightPx: number } | null {
  if (sps.length < 5) return null;
  const reader = new BitReader(sps.subarray(1));
  const profile = reader.bits(8);
  reader.bits(16);
  reader.unsigned();
  let chromaFormat = 1;
  if (PROFILES_WITH_CHROMA.has(profile)) {
    chromaFormat = reader.unsigned();
    if (chromaFormat === 3) reader.bits(1);
    reader.unsigned();
    reader.unsigned();
    reader.bits(1);
    if (reader.bits(1)) skipScalingLists(reader, chromaFormat);
  }
  reader.unsigned();
  const orderType = reader.unsigned();
  if (orderType === 0) reader.unsigned();
  if (orderType === 1) {
    reader.bits(1);
    reader.signed();
    reader.signed();
    const cycle = Math.min(255, reader.unsigned());
    for (let i = 0; i < cycle; i++) reader.signed();
  }
  reader.unsigned();
  reader.bits(1);
  const widthMbs = reader.unsigned() + 1;
  const heightUnits = reader.unsigned() + 1;
  const framesOnly = reader.bits(1);
  if (!framesOnly) reader.bits(1);
  reader.bits(1);
  const fieldFactor = 2 - framesOnly;
  let cropX = 0;
  let cropY = 0;
  if (reader.bits(1)) {
    const unitX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
    const unitY = (chromaFormat === 1 ? 2 : 1) * fieldFactor;
    cropX = (reader.unsigned() + reader.unsigned()) * unitX;
    cropY = (reader.unsigned() + reader.unsigned()) * unitY;
  }
  const widthPx = widthMbs * 16 - cropX;
  const heightPx = heightUnits * fieldFactor * 16 - cropY;
  return widthPx > 0 && heightPx > 0 && widthPx <= 16_384 && heightPx <= 16_384 ? { widthPx, heightPx } : null;
}
