/** Whole years between a birthday and a day, both ISO dates; who is born on 29 February grows older on 1 March. */
export function ageOn(birthDate: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Civil Code of the PRC, article 17: full capacity begins at 18. */
export const FULL_AGE = 18;
