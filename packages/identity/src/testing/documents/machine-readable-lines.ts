import { checkDigit } from '../../documents/shared/mrz/check-digit.ts';
import type { InventedPerson } from './invented-person.ts';

const yymmdd = (date: string) => date.slice(2).replaceAll('-', '');
const sexOf = (person: InventedPerson) => (person.sex === '男' ? 'M' : 'F');
const namesOf = (person: InventedPerson) => `${person.surname.replaceAll(' ', '<')}<<${person.givenNames.replaceAll(' ', '<')}`;
const filled = (text: string, length: number) => text.slice(0, length).padEnd(length, '<');
const withDigit = (text: string) => `${text}${checkDigit(text)}`;

/** ICAO Doc 9303 part 4, 4.2.2: two lines of 44. */
export function td3Lines(person: InventedPerson): string[] {
  const number = withDigit(filled(person.documentNumber, 9));
  const [birth, expiry] = [withDigit(yymmdd(person.birthDate)), withDigit(yymmdd(person.expiryDate))];
  const personal = filled(person.personalNumber, 14);
  const optional = person.personalNumber === '' ? `${personal}<` : withDigit(personal);
  const composite = checkDigit(number + birth + expiry + optional);
  return [
    filled(`P<${person.state}${namesOf(person)}`, 44),
    `${number}${person.state}${birth}${sexOf(person)}${expiry}${optional}${composite}`,
  ];
}

/** ICAO Doc 9303 part 5, 4.2.2: three lines of 30. */
export function td1Lines(person: InventedPerson): string[] {
  const upper = withDigit(filled(person.documentNumber, 9)) + filled(person.personalNumber, 15);
  const [birth, expiry] = [withDigit(yymmdd(person.birthDate)), withDigit(yymmdd(person.expiryDate))];
  const optional = filled('', 11);
  const composite = checkDigit(upper + birth + expiry + optional);
  return [
    `I<${person.state}${upper}`,
    `${birth}${sexOf(person)}${expiry}${person.state}${optional}${composite}`,
    filled(namesOf(person), 30),
  ];
}
