import { createHmac, hkdfSync, type KeyObject } from 'node:crypto';

/** Another way of making them gets another number: what was kept is not found by it any more. */
const INFO = 'guichet.document-hashes/1';

/** Spaces, case, the width of signs and fillers of machine-readable lines are no difference. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\s\-·.<]/gu, '')
    .toUpperCase();

/**
 * Numbers of documents and names as keyed hashes (HMAC-SHA-256, RFC 2104, under a key of its own derived with HKDF, RFC 5869): there are so few
 * resident numbers that a plain hash would be no secret. Whoever has the rows without the key learns nothing from them.
 */
export class DocumentHashes {
  readonly #key: Buffer;

  constructor(dataKey: KeyObject) {
    this.#key = Buffer.from(hkdfSync('sha256', dataKey, new Uint8Array(0), INFO, 32));
  }

  /** Numbers are given by kind of document: the same one of another kind is another. */
  ofDocument(documentType: string, number: string): string {
    return this.#hash('document', documentType, plain(number));
  }

  ofName(name: string): string {
    return this.#hash('name', plain(name));
  }

  ofCustomer(customerNumber: string): string {
    return this.#hash('customer', customerNumber);
  }

  #hash(...parts: readonly string[]): string {
    return createHmac('sha256', this.#key).update(parts.join('\0'), 'utf8').digest('hex');
  }
}
