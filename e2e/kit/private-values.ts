import { randomBytes } from 'node:crypto';
import type { SeededRandom } from './seeded-random.ts';

/** A customer of a test, as the bank's own system would name one. */
export interface MadeUpCustomer {
  readonly name: string;
  readonly phone: string;
  readonly idNumber: string;
  readonly customerNumber: string;
}

const FAMILY = ['王', '李', '张', '刘', '陈', '欧阳', '司马'] as const;
const GIVEN = '晓明雅婷志强淑芬子轩海燕建国秀兰'.split('');
/** Shorter ones would be found by chance. */
const SHORTEST = 2;

/**
 * Everything of a run that may stand in no log: personal data and whatever opens something. Whoever makes up or is given such a value notes it
 * here, and `scanLogs` looks for each of them.
 */
export class PrivateValues {
  readonly #values = new Map<string, string>();

  /** What is looked for, and of which kind it is. A value itself is never printed. */
  get all(): ReadonlyMap<string, string> {
    return this.#values;
  }

  note(kind: string, value: string | undefined): void {
    if (value !== undefined && value.length >= SHORTEST) this.#values.set(value, kind);
  }

  /** The values of a `Cookie` header. */
  noteCookies(header: string): void {
    for (const cookie of header.split('; ')) this.note('cookie', cookie.slice(cookie.indexOf('=') + 1));
  }

  /** A text that occurs nowhere else. */
  markedText(kind: string, text: string): string {
    const mark = randomBytes(8).toString('hex');
    this.note(kind, mark);
    return `${text} ${mark}`;
  }

  /** A customer that nobody has met before, every value of whom is noted. */
  makeUpCustomer(random: SeededRandom): MadeUpCustomer {
    const digits = (count: number) => Array.from({ length: count }, () => random.below(10)).join('');
    const customer = {
      name: `${random.pick(FAMILY)}${random.pick(GIVEN)}${random.pick(GIVEN)}`,
      phone: `13${digits(9)}`,
      idNumber: `110101${random.between(1950, 2005)}0${random.between(1, 9)}1${random.below(10)}${digits(4)}`,
      customerNumber: `C${digits(12)}`,
    };
    for (const [kind, value] of Object.entries(customer)) this.note(`customer's ${kind}`, value);
    return customer;
  }
}
