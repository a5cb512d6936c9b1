import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { SeededRandom } from './seeded-random.ts';

/** What a transport's STUN messages are made and checked with. */
export interface IceCredentials {
  readonly usernameFragment: string;
  readonly password: string;
}

/**
 * Makes malformed datagrams of the three protocols that share a WebRTC port (told apart by their first byte, RFC 9443):
 * STUN (0 to 3), DTLS (20 to 63), RTP and RTCP (128 to 191). All of it follows from the random generator.
 */
export class DatagramFuzzer {
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Any of the kinds below; with credentials, some STUN passes the integrity check and is parsed to the end. */
  any(genuine: readonly Buffer[], credentials?: IceCredentials): Buffer {
    const kind = this.#random.below(10);
    if (kind < 2) return this.stun(credentials);
    if (kind < 4) return this.dtls();
    if (kind < 6) return this.rtp();
    if (genuine.length === 0) return this.noise();
    return kind < 8 ? this.mutated(this.#random.pick(genuine)) : this.truncated(this.#random.pick(genuine));
  }

  /** Random bytes, often with a first byte that leads into one of the parsers. */
  noise(): Buffer {
    const random = this.#random;
    const bytes = random.bytes(random.pick([0, 1, 2, 11, 12, 13, 19, 20, 21, random.below(1_500)]));
    if (bytes.length > 0) bytes[0] = random.pick([0, 1, 3, 20, 22, 23, 63, 128, 129, 191, 255, bytes[0] ?? 0]);
    return bytes;
  }

  /**
   * A STUN message (RFC 8489) with attributes of random types whose lengths lie. With credentials, half
   * carry a right MESSAGE-INTEGRITY and FINGERPRINT over their nonsense.
   */
  stun(credentials?: IceCredentials): Buffer {
    const random = this.#random;
    const header = Buffer.alloc(20);
    header.writeUInt16BE(random.pick([0x0001, 0x0101, 0x0111, 0x0011, random.below(0x4000)]), 0);
    header.writeUInt32BE(random.chance(0.9) ? 0x2112a442 : random.below(0xffff_ffff), 4);
    header.set(random.bytes(12), 8);
    const attributes: Buffer[] = [];
    if (credentials && random.chance(0.8)) {
      attributes.push(stunAttribute(0x0006, Buffer.from(`${credentials.usernameFragment}:peer`)));
    }
    const knownTypes = [0x0006, 0x0008, 0x0009, 0x0020, 0x0024, 0x0025, 0x8028, 0x8029, 0x802a];
    for (let count = random.below(6); count > 0; count--) {
      const type = random.chance(0.8) ? random.pick(knownTypes) : random.below(0x1_0000);
      const value = random.bytes(random.pick([0, 1, 3, 4, 8, 20, random.below(600)]));
      const lie = random.chance(0.3) ? random.pick([0, 1, 0xffff, value.length + 4]) : value.length;
      attributes.push(stunAttribute(type, value, lie));
    }
    const body = Buffer.concat(attributes);
    if (credentials && random.chance(0.5)) return sealStun(header, body, credentials.password);
    header.writeUInt16BE(random.chance(0.7) ? body.length : random.below(0x1_0000), 2);
    return Buffer.concat([header, body]);
  }

  /** DTLS records (RFC 6347 section 4.1) with handshake headers whose lengths and fragments lie. */
  dtls(): Buffer {
    const random = this.#random;
    const records: Buffer[] = [];
    for (let count = random.between(1, 3); count > 0; count--) {
      const body = random.bytes(random.pick([0, 1, 2, 12, 13, 64, random.below(700)]));
      const record = Buffer.alloc(13);
      record[0] = random.pick([20, 21, 22, 23, 24, 25, random.between(20, 63)]);
      record.writeUInt16BE(random.pick([0xfeff, 0xfefd, 0xfefc, 0x0303, random.below(0x1_0000)]), 1);
      record.writeUInt16BE(random.pick([0, 0, 1, 0xffff]), 3);
      record.writeUIntBE(random.below(0x1_0000_0000), 5, 6);
      record.writeUInt16BE(random.chance(0.7) ? body.length : random.below(0x1_0000), 11);
      if (record[0] === 22 && body.length >= 12) {
        body[0] = random.pick([0, 1, 2, 3, 4, 11, 12, 13, 14, 15, 16, 20]);
        body.writeUIntBE(random.pick([0, body.length - 12, 0xff_ffff]), 1, 3);
        body.writeUInt16BE(random.pick([0, 1, 2, 0xffff]), 4);
        body.writeUIntBE(random.pick([0, 1, 0xff_fff0]), 6, 3);
        body.writeUIntBE(random.pick([0, body.length - 12, 0xff_ffff]), 9, 3);
      }
      records.push(record, body);
    }
    return Buffer.concat(records);
  }

  /** RTP or RTCP whose counts, extensions and paddings lie. */
  rtp(): Buffer {
    return this.#random.chance(0.5) ? this.#rtpPacket() : this.rtcp();
  }

  /** An RTP packet whose 12 fixed bytes are right and whose rest is not: it may travel inside valid SRTP. */
  rtpInside(ssrc: number, payloadType: number, sequenceNumber: number): Buffer {
    const random = this.#random;
    const packet = random.bytes(12 + random.below(300));
    const extension = random.chance(0.5) && packet.length >= 16;
    packet[0] = 0x80 | (random.chance(0.2) ? 0x20 : 0) | (extension ? 0x10 : 0);
    packet[1] = (random.chance(0.5) ? 0x80 : 0) | payloadType;
    packet.writeUInt16BE(sequenceNumber & 0xffff, 2);
    packet.writeUInt32BE(ssrc >>> 0, 8);
    if (extension) {
      packet.writeUInt16BE(random.pick([0xbede, 0x1000, random.below(0x1_0000)]), 12);
      // libsrtp itself refuses an extension longer than the packet, so the lie is in the elements inside.
      packet.writeUInt16BE(random.below(Math.floor((packet.length - 16) / 4) + 1), 14);
    }
    return packet;
  }

  /** A compound RTCP packet (RFC 3550 section 6.1) of lying parts. The first eight bytes look right. */
  rtcp(): Buffer {
    const random = this.#random;
    const parts: Buffer[] = [];
    for (let count = random.between(1, 4); count > 0; count--) {
      const words = random.below(24);
      const part = random.bytes(8 + words * 4);
      part[0] = 0x80 | (random.chance(0.1) ? 0x20 : 0) | random.below(32);
      part[1] = random.pick([192, 200, 201, 202, 203, 204, 205, 206, 207, random.between(192, 223)]);
      const honest = part.length / 4 - 1;
      part.writeUInt16BE(random.chance(0.8) ? honest : random.below(0x1_0000), 2);
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  /** A genuine datagram with some bits turned, or a stretch of it overwritten, doubled or removed. */
  mutated(genuine: Buffer): Buffer {
    const random = this.#random;
    const copy = Buffer.from(genuine);
    if (copy.length === 0) return copy;
    const way = random.below(4);
    if (way === 0) {
      for (let count = random.between(1, 8); count > 0; count--) {
        const at = random.below(copy.length);
        copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
      }
      return copy;
    }
    const from = random.below(copy.length);
    const to = Math.min(copy.length, from + random.between(1, 32));
    if (way === 1) {
      copy.set(random.bytes(to - from), from);
      return copy;
    }
    if (way === 2) return Buffer.concat([copy.subarray(0, to), copy.subarray(from)]);
    return Buffer.concat([copy.subarray(0, from), copy.subarray(to)]);
  }

  /** A genuine datagram cut short. */
  truncated(genuine: Buffer): Buffer {
    return genuine.subarray(0, this.#random.below(Math.max(1, genuine.length)));
  }

  #rtpPacket(): Buffer {
    const random = this.#random;
    const packet = random.bytes(random.pick([12, 13, 16, 20, 12 + random.below(1_200)]));
    packet[0] = 0x80 | random.below(64);
    return packet;
  }
}

function stunAttribute(type: number, value: Buffer, statedLength = value.length): Buffer {
  const attribute = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  attribute.writeUInt16BE(type, 0);
  attribute.writeUInt16BE(statedLength & 0xffff, 2);
  attribute.set(value, 4);
  return attribute;
}

/** Adds MESSAGE-INTEGRITY and FINGERPRINT (RFC 8489 sections 14.5 and 14.7), each over the length that includes it. */
function sealStun(header: Buffer, body: Buffer, password: string): Buffer {
  header.writeUInt16BE(body.length + 24, 2);
  const integrity = createHmac('sha1', password).update(header).update(body).digest();
  const withIntegrity = Buffer.concat([body, stunAttribute(0x0008, integrity)]);
  header.writeUInt16BE(withIntegrity.length + 8, 2);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE((crc32(Buffer.concat([header, withIntegrity])) ^ 0x5354554e) >>> 0, 0);
  return Buffer.concat([header, withIntegrity, stunAttribute(0x8028, checksum)]);
}
