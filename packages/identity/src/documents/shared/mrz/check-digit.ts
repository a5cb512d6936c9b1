/** ICAO Doc 9303 part 3, 4.9: weights 7, 3, 1; digits stand for themselves, A to Z for 10 to 35, fillers for 0. */
export function checkDigit(text: string): string {
  let sum = 0;
  for (const [index, sign] of [...text].entries()) sum += valueOf(sign) * ([7, 3, 1][index % 3] ?? 0);
  return String(sum % 10);
}

function valueOf(sign: string): number {
  if (sign === '<') return 0;
  return sign >= 'A' ? sign.charCodeAt(0) - 55 : Number(sign);
}
