import type { DocumentType } from '../document-type.ts';
import { checkCnId } from './checks.ts';
import { hasNumber, readCnId, readNumber } from './fields.ts';
import { type Place, shareOf } from '../shared/line-in.ts';
import { CN_ID_LAYOUT } from './layout.ts';

const { widthMm, heightMm, lines, portrait } = CN_ID_LAYOUT;
const share = (place: Place) => shareOf(place, widthMm, heightMm);

/** The second generation's resident identity card (GA 490), the side with the portrait. */
export const cnId: DocumentType = {
  type: 'cn-id',
  widthMm,
  heightMm,
  pixelsPerMm: 15,
  pictures: [share(portrait)],
  printed: Object.values(lines).map(share),
  recognise: async (page) => {
    if (!hasNumber(page)) return 0;
    const number = await readNumber(page);
    return number.value === null ? 0 : 1;
  },
  read: readCnId,
  check: checkCnId,
  required: { name: 0.9, sex: 0.6, ethnicity: 0.85, birthDate: 0.5, address: 0.9, residentNumber: 0.6 },
  mustPass: ['resident_number', 'birth_date_in_number', 'sex_in_number'],
};
