import type { SeededRandom } from '../seeded-random.ts';
import type { DrawnDocument } from './card-canvas.ts';
import { drawCnId } from './draw-cn-id.ts';
import { drawCnIdBack } from './draw-cn-id-back.ts';
import { drawPassport } from './draw-passport.ts';
import { drawTd1 } from './draw-td1.ts';
import { inventPerson } from './invented-person.ts';

const drawers = { 'cn-id': drawCnId, 'cn-id-back': drawCnIdBack, passport: drawPassport, td1: drawTd1 } as const;

export type DrawnType = keyof typeof drawers;
export const DRAWN_TYPES = Object.keys(drawers) as DrawnType[];

/** A document of somebody who was invented for it. */
export function drawDocument(type: DrawnType, random: SeededRandom): DrawnDocument {
  return drawers[type](inventPerson(random), random);
}
