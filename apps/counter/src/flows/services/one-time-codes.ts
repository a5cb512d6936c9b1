import { createHmac, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';

/** Another way of making or comparing codes gets another number. */
const INFO = 'guichet.one-time-codes/1';
const SALT_BYTES = 16;

/** What a typed code is held against, without anything of the code that could be had from it. */
export interface CodeChallenge {
  readonly salt: string;
  /** HMAC-SHA-256, hexadecimal. */
  readonly mac: string;
}

/**
 * One-time codes, by keys of their own (HKDF, RFC 5869). A code is drawn from the name of the request for it, as HOTP draws one from a counter (RFC
 * 4226, 5.3): asked again, a request gives the same code, and no row has to hold it in between. Six digits could be tried out against a plain hash in a
 * moment; without the key a challenge tells nothing.
 */
export class OneTimeCodes {
  readonly #drawingKey: Buffer;
  readonly #comparingKey: Buffer;

  constructor(dataKey: KeyObject) {
    const keys = Buffer.from(hkdfSync('sha256', dataKey, new Uint8Array(0), INFO, 64));
    [this.#drawingKey, this.#comparingKey] = [keys.subarray(0, 32), keys.subarray(32)];
  }

  /** `request` names it: the same for every attempt to carry it out, and for no other. */
  draw(request: string, digits: number): string {
    const drawn = createHmac('sha256', this.#drawingKey).update(request).digest().readBigUInt64BE();
    return String(drawn % 10n ** BigInt(digits)).padStart(digits, '0');
  }

  challengeFor(code: string): CodeChallenge {
    const salt = randomBytes(SALT_BYTES).toString('base64url');
    return { salt, mac: this.#mac(salt, code).toString('hex') };
  }

  /** In constant time. */
  matches({ salt, mac }: CodeChallenge, typed: string): boolean {
    const expected = Buffer.from(mac, 'hex');
    const given = this.#mac(salt, typed);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  #mac(salt: string, code: string): Buffer {
    return createHmac('sha256', this.#comparingKey).update(`${salt}.${code}`).digest();
  }
}
