import type { DocumentType } from '../document-type.ts';
import { shareOf } from '../shared/line-in.ts';
import { looksLikeMrz, mrzLines } from '../shared/mrz/read-mrz.ts';
import { checkTravelDocument, readTravelDocument } from '../shared/mrz/travel-document.ts';
import { PASSPORT_LAYOUT, PASSPORT_ZONES } from './layout.ts';

const { widthMm, heightMm, portrait } = PASSPORT_LAYOUT;

/** A passport's data page (TD3). */
export const passport: DocumentType = {
  type: 'passport',
  widthMm,
  heightMm,
  pixelsPerMm: 12,
  pictures: [shareOf(portrait, widthMm, heightMm)],
  printed: [shareOf(PASSPORT_ZONES.place, widthMm, heightMm)],
  hasForm: (page) => mrzLines(page, PASSPORT_ZONES).length > 0,
  recognise: async (page) => ((await looksLikeMrz(page, PASSPORT_ZONES)) ? 1 : 0),
  read: (page, { today }) => readTravelDocument(page, PASSPORT_ZONES, today),
  check: (fields, context) => checkTravelDocument('td3', fields, context),
  required: { mrz: 0.6, surname: 0.6, documentNumber: 0.6, birthDate: 0.6, expiryDate: 0.6 },
  mustPass: ['mrz_check_digits', 'name_printed', 'number_printed', 'nationality', 'sex', 'expiry'],
};
