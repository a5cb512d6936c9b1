import { type DocumentType, type FieldFound, valueOf } from '../document-type.ts';
import type { Page } from '../page.ts';
import { expiryCheck } from '../shared/checks.ts';
import { fieldOf, lineIn, shareOf } from '../shared/line-in.ts';
import { readByTwo, readTwice } from '../shared/read-twice.ts';
import { type GenericDefinition, type GenericField } from './definition.ts';
import { isOfKind, valueOfKind } from './values.ts';

/** Of a title's signs so many have to be read. */
const TITLE_SHARE = 0.6;

/** A kind of document from what a bank declared. Its definition has been parsed: nothing of it is looked at twice. */
export function genericDocument(definition: GenericDefinition): DocumentType {
  const { type, widthMm, heightMm, pictures, fields, validUntil, title } = definition;
  return {
    type,
    widthMm,
    heightMm,
    // About 1,300 pixels across, as the kinds that are known have.
    pixelsPerMm: Math.max(6, Math.min(15, 1_300 / widthMm)),
    pictures: pictures.map((place) => shareOf(place, widthMm, heightMm)),
    printed: fields.map(({ place }) => shareOf(place, widthMm, heightMm)),
    recognise: (page) => titleShare(page, title),
    read: async (page) => {
      const found: FieldFound[] = [];
      for (const field of fields) found.push(await readField(page, field));
      return found;
    },
    check: (found, { today }) => (validUntil === undefined ? [] : [expiryCheck(valueOf(found, validUntil) ?? undefined, today)]),
    required: Object.fromEntries(fields.flatMap(({ name, required }) => (required === undefined ? [] : [[name, required]]))),
    mustPass: validUntil === undefined ? [] : ['expiry'],
  };
}

/** Large signs that stand apart are read by one engine and not by the other: either is enough. */
const TITLE_READERS = { chinese: ['chinese', 'chineseToo'], latin: ['latin'] } as const;

async function titleShare(page: Page, { place, signMm, script, text }: GenericDefinition['title']): Promise<number> {
  const line = lineIn(page, place, signMm);
  if (line === null) return 0;
  const sought = [...text.toUpperCase().replaceAll(/\s/g, '')];
  for (const reader of TITLE_READERS[script]) {
    const read = (await page.read(reader, line)).text.toUpperCase();
    const share = sought.filter((sign) => read.includes(sign)).length / sought.length;
    if (share >= TITLE_SHARE) return share;
  }
  return 0;
}

async function readField(page: Page, field: GenericField): Promise<FieldFound> {
  const line = lineIn(page, field.place, field.signMm);
  if (line === null) return fieldOf(page, field.name, field.script, null, null, 0);
  const keep = (sign: { readonly text: string; readonly from: number; readonly to: number }) =>
    isOfKind(field.kind, sign.text) && page.xMm(line, (sign.from + sign.to) / 2) >= (field.fromMm ?? 0);
  const read = field.script === 'chinese' ? await readByTwo(page, line, keep) : await readTwice(page, field.script, line, keep);
  return fieldOf(page, field.name, field.script, line, valueOfKind(field, read.text), read.confidence);
}
