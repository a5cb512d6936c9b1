import { type CheckContext, type FieldFound, valueOf } from '../document-type.ts';
import type { DocumentCheck } from '../reading.ts';
import { ageCheck, checked, notEvaluated, sameCheck } from '../shared/checks.ts';
import { regionNames } from '../shared/regions/regions.ts';
import { parseResidentNumber, type ResidentNumber } from '../shared/resident-number.ts';

export function checkCnId(fields: readonly FieldFound[], { today }: CheckContext): DocumentCheck[] {
  const printed = valueOf(fields, 'residentNumber');
  const parsed = printed === null ? null : parseResidentNumber(printed, today);
  const number = parsed?.ok === true ? parsed.value : null;
  return [
    parsed === null
      ? notEvaluated('resident_number')
      : checked('resident_number', parsed.ok ? 'pass' : 'fail', parsed.ok ? null : parsed.problem),
    sameCheck('birth_date_in_number', valueOf(fields, 'birthDate'), number?.birthDate ?? null),
    sameCheck('sex_in_number', valueOf(fields, 'sex'), number?.sex ?? null),
    ageCheck(number?.birthDate ?? valueOf(fields, 'birthDate'), today),
    addressCheck(valueOf(fields, 'address'), number),
  ];
}

/** People move and keep their number: an address elsewhere is worth a look, and no fault. */
function addressCheck(address: string | null, number: ResidentNumber | null): DocumentCheck {
  if (address === null || number === null) return notEvaluated('address_in_region');
  const fits = regionNames(number.region).some(({ province, city, county }) =>
    [province, city, county].some((name) => name.length > 2 && address.includes(name)),
  );
  return fits ? checked('address_in_region', 'pass') : checked('address_in_region', 'warn', 'elsewhere');
}
