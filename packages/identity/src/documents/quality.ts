import { sharpnessOf } from '../image/sharpness.ts';
import { shareMarked } from '../image/surface.ts';
import type { DocumentType } from './document-type.ts';
import type { Page } from './page.ts';
import type { Advice } from './reading.ts';

/**
 * Limits were set on generated pictures (`docs/identity-accuracy.md` says which): between the least sharp ones that are read without a mistake and
 * the sharpest moved ones, which are not, lies a factor of three.
 */
const LEAST_SHARP = 0.13;
/** Blurred along one direction only. */
const ONE_DIRECTION = 0.62;
/** Paper that is darker than this is lost in noise. */
const LEAST_LIGHT = 62;
/** Pixels of the picture for one of the flat document. */
const LEAST_RESOLUTION = 0.42;
/** What share of where something is printed may shine or be covered: less than one sign. */
const MOST_GLARE = 0.012;
const MOST_COVERED = 0.05;

/** What is wrong with a picture as such, whatever stands on the document. */
export function pictureAdvice(page: Page, type: DocumentType): Advice[] {
  if (page.flat.resolution < LEAST_RESOLUTION) return ['too_small'];
  if (page.surface(type.pictures).lightness < LEAST_LIGHT) return ['too_dark'];
  const sharpness = sharpnessOf(page.ink.ink, { x: 0.05, y: 0.05, width: 0.9, height: 0.9 });
  if (sharpness === null || sharpness.worst >= LEAST_SHARP) return [];
  return [sharpness.worst < ONE_DIRECTION * sharpness.best ? 'moving' : 'blurred'];
}

/** What lies over what is printed. */
export function printAdvice(page: Page, type: DocumentType): Advice[] {
  const surface = page.surface(type.pictures);
  const advice: Advice[] = [];
  if (type.printed.some((region) => shareMarked(surface, surface.glare, region) > MOST_GLARE)) advice.push('glare');
  if (type.printed.some((region) => shareMarked(surface, surface.covered, region) > MOST_COVERED)) advice.push('covered');
  return advice;
}
