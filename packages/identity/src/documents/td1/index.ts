import type { DocumentType } from '../document-type.ts';
import { shareOf } from '../shared/line-in.ts';
import { looksLikeMrz, mrzLines } from '../shared/mrz/read-mrz.ts';
import { checkTravelDocument, readTravelDocument } from '../shared/mrz/travel-document.ts';
import { TD1_LAYOUT, TD1_ZONES } from './layout.ts';

const { widthMm, heightMm } = TD1_LAYOUT;

/** An identity card with three machine-readable lines (TD1). */
export const td1: DocumentType = {
  type: 'td1',
  widthMm,
  heightMm,
  pixelsPerMm: 15,
  pictures: [],
  printed: [shareOf(TD1_ZONES.place, widthMm, heightMm)],
  hasForm: (page) => mrzLines(page, TD1_ZONES).length > 0,
  recognise: async (page) => ((await looksLikeMrz(page, TD1_ZONES)) ? 1 : 0),
  read: (page, { today }) => readTravelDocument(page, TD1_ZONES, today),
  check: (fields, context) => checkTravelDocument('td1', fields, context),
  required: { mrz: 0.6, surname: 0.6, documentNumber: 0.6, birthDate: 0.6, expiryDate: 0.6 },
  mustPass: ['mrz_check_digits', 'name_printed', 'number_printed', 'nationality', 'sex', 'expiry'],
};
