import type { HandwritingField } from '../effect-contracts.ts';
import { text } from '../shared/text.ts';
import type { z } from 'zod';
import type { DocumentConfig, SigningPlace } from './manifest.ts';

/** A place on a page of the document that is there now. */
export type PlaceOnDocument = Omit<SigningPlace, 'page'> & z.infer<typeof HandwritingField>;

/** In the upper margin at the right, where no template has text. */
const INITIALS = { kind: 'initials', x: 0.78, y: 0.014, width: 0.15, height: 0.05 } as const;

/** Where a document of so many pages is written on: initials on each page first, if they are asked for, then what the step names. */
export function placesOn({ places, initialsOnEachPage }: DocumentConfig, pages: number): PlaceOnDocument[] {
  const initials = Array.from({ length: initialsOnEachPage ? pages : 0 }, (_, index): PlaceOnDocument => {
    const page = index + 1;
    return { ...INITIALS, name: `initials_page_${page}`, page, by: 'customer', title: text(`第 ${page} 页小签`, `Initials, page ${page}`) };
  });
  return [...initials, ...places.map((place) => ({ ...place, page: place.page === 'last' ? pages : place.page }))];
}
