import type { DocumentType } from '../document-type.ts';
import { type Place, shareOf } from '../shared/line-in.ts';
import { checkCnIdBack } from './checks.ts';
import { hasTitle, readCnIdBack } from './fields.ts';
import { CN_ID_BACK_LAYOUT } from './layout.ts';

const { widthMm, heightMm, lines, emblem } = CN_ID_BACK_LAYOUT;
const share = (place: Place) => shareOf(place, widthMm, heightMm);

/** The second generation's resident identity card (GA 490), the side with the emblem. */
export const cnIdBack: DocumentType = {
  type: 'cn-id-back',
  widthMm,
  heightMm,
  pixelsPerMm: 15,
  pictures: [share(emblem)],
  printed: [share(lines.issuer), share(lines.validity)],
  recognise: async (page) => ((await hasTitle(page)) ? 1 : 0),
  read: readCnIdBack,
  check: checkCnIdBack,
  required: { issuer: 0.9, validFrom: 0.6, validUntil: 0.6 },
  mustPass: ['expiry', 'begun', 'term'],
};
