import type { ShownValue } from '@guichet/protocol';
import { maskFact, maskName } from '../sessions/views/masking.ts';

/** Digits in a row, with the spaces and dashes people put in: numbers of phones, cards, accounts, documents, amounts of money. */
const NUMBER = /\d[\d\s\-–.,]{2,}\d[Xx]?/g;
const HAN_NAME = /^\p{Script=Han}{2,5}(?:·\p{Script=Han}{1,8})?$/u;
const STAR = '*';
/** Stands in no text (Unicode's private use). */
const ASIDE = '\uE000';

/** Fields of this kind hold one of a few answers, which name nobody. */
const OPEN_TYPES = new Set(['choice', 'multi', 'boolean']);

/** How a viewer sees personal values: as they are where the recording is unmasked for them, else hidden here, on the server. */
export class ShownValues {
  readonly masked: boolean;
  /** What the bank knows of the customer: hidden wherever it stands. */
  readonly #known: readonly (readonly [name: string, value: string])[];

  constructor(masked: boolean, customer: ReadonlyMap<string, string>) {
    this.masked = masked;
    this.#known = [...customer].filter(([name, value]) => name !== 'riskLevel' && [...value].length >= 2);
  }

  /** A value of a field of this type (as forms name them); `title` of an answer is no personal value. */
  field(type: string, value: unknown, title: string | null): ShownValue {
    if (value === null || value === undefined || value === '') return { text: null, masked: false };
    const text = title ?? plain(value);
    if (!this.masked || OPEN_TYPES.has(type)) return { text, masked: false };
    switch (type) {
      case 'phone':
        return maskedTo(maskFact('phone', text).value);
      case 'id':
        return maskedTo(maskFact('idNumber', text).value);
      case 'name':
        return maskedTo(maskName(text));
      case 'date':
        return maskedTo(maskFact('birthDate', text).value);
      case 'number':
      case 'amount':
        return maskedTo(text.replace(/\d/g, STAR));
      default:
        return HAN_NAME.test(text) ? maskedTo(maskName(text)) : this.text(text);
    }
  }

  /** Free words: what the bank knows of the customer and every number in them is hidden. */
  text(value: unknown): ShownValue {
    if (typeof value !== 'string') return { text: null, masked: false };
    if (!this.masked) return { text: value, masked: false };
    // What was hidden once is set aside: its last digits are no number of their own.
    let text = value;
    for (const [at, [, known]] of this.#known.entries()) text = text.replaceAll(known, `${ASIDE}${at}${ASIDE}`);
    text = text.replace(NUMBER, (digits) => digits.replace(/[\dXx]/g, STAR));
    for (const [at, [name, known]] of this.#known.entries()) text = text.replaceAll(`${ASIDE}${at}${ASIDE}`, maskFact(name, known).value);
    return { text, masked: text !== value };
  }
}

const maskedTo = (text: string): ShownValue => ({ text, masked: true });

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
