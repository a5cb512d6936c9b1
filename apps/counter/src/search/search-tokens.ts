import { createHmac, hkdfSync, type KeyObject } from 'node:crypto';

/** Another way of cutting or hashing gets another number, and the index is made again. */
const INFO = 'guichet.search-tokens/1';
const HAN_RUN = /\p{Script=Han}+/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const DIGITS = /\d[\d\s\-–.]{2,}\d[Xx]?/g;
/** Shorter ones stand in every form: amounts, ages, percentages. */
const LEAST_NUMBER = 5;
const MOST_WORDS = 2_000;

/** What a token speaks of: a word of a chat and the same word as a name are two tokens. */
const Kind = { word: 'w', name: 'n', number: 'd' } as const;

/**
 * Words as keyed hashes (HMAC-SHA-256, RFC 2104, under a key of its own derived with HKDF, RFC 5869), of which eight bytes are kept. Chinese is
 * cut into overlapping pairs of characters, everything else into words. Without the key nothing can be looked up and no list of names tried.
 */
export class SearchTokens {
  readonly #key: Buffer;

  constructor(dataKey: KeyObject) {
    this.#key = Buffer.from(hkdfSync('sha256', dataKey, new Uint8Array(0), INFO, 32));
  }

  words(text: string): bigint[] {
    return cut(text).map((word) => this.#token(Kind.word, word));
  }

  /** The whole name, however it is written. */
  name(name: string): bigint {
    return this.#token(Kind.name, normalised(name).replace(/[\s·.]/g, ''));
  }

  /** A number as it was asked for or stored, whatever stands between its digits. */
  number(number: string): bigint {
    return this.#token(Kind.number, onlyDigits(number));
  }

  /** Every number in a text that is long enough to be somebody's. */
  numbersIn(text: string): bigint[] {
    return (text.normalize('NFKC').match(DIGITS) ?? [])
      .map(onlyDigits)
      .filter(({ length }) => length >= LEAST_NUMBER)
      .map((digits) => this.#token(Kind.number, digits));
  }

  #token(kind: string, text: string): bigint {
    return createHmac('sha256', this.#key).update(`${kind}\0${text}`, 'utf8').digest().readBigInt64BE(0);
  }
}

const normalised = (text: string): string => text.normalize('NFKC').toLowerCase();
const onlyDigits = (text: string): string => normalised(text).replace(/[^\da-z]/g, '');

/** Words and, of Chinese, pairs of characters; a single character stands for itself. Each once. */
export function cut(text: string): string[] {
  const found = new Set<string>();
  const plain = normalised(text);
  for (const [run] of plain.matchAll(HAN_RUN)) {
    const letters = [...run];
    if (letters.length === 1) found.add(run);
    for (let at = 0; at + 1 < letters.length; at++) found.add(`${letters[at]}${letters[at + 1]}`);
  }
  for (const [word] of plain.replace(HAN_RUN, ' ').matchAll(WORD)) found.add(word);
  return [...found].slice(0, MOST_WORDS);
}
