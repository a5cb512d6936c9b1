import { assertNever, KnownCustomer } from '@guichet/protocol';

type FactName = keyof KnownCustomer;

const STAR = '*';
const HAN = /\p{Script=Han}/u;

/** A name as staff see it who need to address somebody, no more: 王*明, 王*, A*** S******. */
export function maskName(name: string): string {
  return HAN.test(name)
    ? maskHanName(name)
    : name
        .split(/\s+/)
        .map((word) => keepEnds(word, 1, 0))
        .join(' ');
}

/** What the bank knows of a customer under a name, as staff may see it; under an unknown name all of it is hidden. */
export function maskFact(name: string, value: string): { readonly value: string; readonly masked: boolean } {
  const known = KnownCustomer.keyof().safeParse(name);
  if (!known.success) return { value: STAR.repeat(8), masked: true };
  return maskKnown(known.data, value);
}

function maskKnown(name: FactName, value: string): { readonly value: string; readonly masked: boolean } {
  switch (name) {
    case 'name':
      return { value: maskName(value), masked: true };
    case 'phone':
      return { value: keepEnds(value, 3, 4), masked: true };
    case 'customerNumber':
      return { value: keepEnds(value, 0, 4), masked: true };
    case 'idNumber':
      return { value: keepEnds(value, 3, 4), masked: true };
    case 'birthDate':
      return { value: `${value.slice(0, 4)}-**-**`, masked: true };
    case 'riskLevel':
      return { value, masked: false };
    default:
      return assertNever(name);
  }
}

/** The family name stays, and of three and more characters the last one. */
function maskHanName(name: string): string {
  const letters = [...name];
  return keepEnds(name, 1, letters.length >= 3 ? 1 : 0);
}

/** Of a value that is too short for its ends to leave anything hidden, nothing is shown but its first character. */
function keepEnds(value: string, first: number, last: number): string {
  const letters = [...value];
  const hidden = letters.length - first - last;
  if (hidden < 1) return letters.slice(0, 1).join('') + STAR.repeat(Math.max(1, letters.length - 1));
  const end = last === 0 ? [] : letters.slice(-last);
  return [...letters.slice(0, first), STAR.repeat(hidden), ...end].join('');
}
