import type { DocumentCheck, DocumentReading } from '../reading.ts';
import { checked, notEvaluated, sameCheck } from '../shared/checks.ts';
import { regionNames } from '../shared/regions/regions.ts';

const valueOf = ({ fields }: DocumentReading, name: string): string | null => fields.find((field) => field.name === name)?.value ?? null;

/** From what is best to what is worst of several checks that make one. */
const WORSE: readonly DocumentCheck['result'][] = ['pass', 'not_evaluated', 'warn', 'fail'];

/** `sidesAgree` with all of it in one before the rest, named `sides_agree`. Null: the other side has not been read. */
export function checkSides(one: DocumentReading, other: DocumentReading | null): DocumentCheck[] {
  if (other === null) return [notEvaluated('sides_agree', 'one_side')];
  const each = sidesAgree(one, other).filter(({ name }) => name !== 'sides_agree');
  const [worst] = each.toSorted((a, b) => WORSE.indexOf(b.result) - WORSE.indexOf(a.result));
  return worst === undefined
    ? [notEvaluated('sides_agree', 'nothing_in_common')]
    : [checked('sides_agree', worst.result, worst.detail), ...each];
}

/**
 * Whether two sides are of one card. The two of a resident identity card have no value in common: who issued it is held against the region of the number, and
 * the first day of validity against the birthday. Of other documents every value that stands on both has to be the same.
 */
export function sidesAgree(one: DocumentReading, other: DocumentReading): DocumentCheck[] {
  const front = [one, other].find(({ type }) => type === 'cn-id');
  const back = [one, other].find(({ type }) => type === 'cn-id-back');
  if (front !== undefined && back !== undefined) return [issuerCheck(front, back), bornBeforeCheck(front, back)];
  const common = one.fields.map(({ name }) => name).filter((name) => other.fields.some((field) => field.name === name));
  return common.length === 0
    ? [notEvaluated('sides_agree', 'nothing_in_common')]
    : common.map((name) => sameCheck(`sides_agree_${name}`, valueOf(one, name), valueOf(other, name)));
}

/** Cards are issued where somebody lives, not where the number was first given: another place is a remark. */
function issuerCheck(front: DocumentReading, back: DocumentReading): DocumentCheck {
  const [number, address, issuer] = [valueOf(front, 'residentNumber'), valueOf(front, 'address'), valueOf(back, 'issuer')];
  if (issuer === null || (number === null && address === null)) return notEvaluated('sides_agree_issuer');
  // 成都市公安局武侯分局: of a city and a district; 鄄城县公安局: of a county.
  const [place = ''] = issuer.split('公安局');
  const named = number === null ? [] : regionNames(number.slice(0, 6)).flatMap(({ province, city, county }) => [province, city, county]);
  const fits =
    place.length >= 2 &&
    (named.some((name) => name !== '' && (name.includes(place) || place.includes(name))) || address?.includes(place) === true);
  return fits ? checked('sides_agree_issuer', 'pass') : checked('sides_agree_issuer', 'warn', 'elsewhere');
}

function bornBeforeCheck(front: DocumentReading, back: DocumentReading): DocumentCheck {
  const [birthDate, from] = [valueOf(front, 'birthDate'), valueOf(back, 'validFrom')];
  if (birthDate === null || from === null) return notEvaluated('sides_agree_dates');
  return birthDate <= from ? checked('sides_agree_dates', 'pass') : checked('sides_agree_dates', 'fail', 'issued_before_birth');
}
