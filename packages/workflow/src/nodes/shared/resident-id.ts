/** Weights of the 17 digits and the check characters by remainder (GB 11643-1999, 5; the same as ISO 7064, MOD 11-2). */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/** A resident identity number with a right check character and a date that exists. A small x is taken for the capital one. */
export function isResidentId(number: string): boolean {
  const upper = number.toUpperCase();
  if (!/^[1-9]\d{16}[\dX]$/.test(upper)) return false;
  if (birthDateOf(upper) === null) return false;
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(upper[i]), 0);
  return CHECKS[sum % 11] === upper[17];
}

/** The date of birth in a resident identity number as `yyyy-mm-dd`; null where it holds none that exists. */
export function birthDateOf(number: string): string | null {
  const date = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  return isDate(date) ? date : null;
}

/** `yyyy-mm-dd` of a day that exists. */
export function isDate(date: string): boolean {
  if (!/^(18|19|20|21)\d\d-\d\d-\d\d$/.test(date)) return false;
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

/** Full years from a date of birth to a moment (Unix milliseconds), by the calendar of UTC. */
export function ageAt(birthDate: string, nowMs: number): number | null {
  if (!isDate(birthDate)) return null;
  const today = new Date(nowMs).toISOString().slice(0, 10);
  if (birthDate > today) return null;
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
