import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DrawnDocument, inventPerson, levels, SeededRandom, takePicture } from '../testing/index.ts';
import { drawCnId } from '../testing/documents/draw-cn-id.ts';
import { type DocumentReader, openDocumentReader } from './document-reader.ts';

const OPTIONS = { type: 'cn-id', today: '2026-06-01' } as const;
const VIDEO = { width: 1280, height: 720, jpegQuality: 80 };
const FULL = { width: 2560, height: 1440, jpegQuality: 92 };
let reader: DocumentReader;

beforeAll(async () => {
  reader = await openDocumentReader();
});
afterAll(() => reader.close());

/** One card, with what is `changed` on it: printed by the same press, as a forger would. */
function card(seed: number, changed: Partial<ReturnType<typeof inventPerson>> = {}): DrawnDocument {
  const random = new SeededRandom(seed);
  return drawCnId({ ...inventPerson(random), ...changed }, random);
}

/** The card with another's portrait in its place. */
function withPortraitOf(one: DrawnDocument, other: DrawnDocument): DrawnDocument {
  const rgba = new Uint8ClampedArray(one.rgba);
  const [left, right, top, bottom] = [0.64, 0.94, 0.13, 0.72];
  for (let y = Math.round(top * one.height); y < bottom * one.height; y += 1) {
    const from = (y * one.width + Math.round(left * one.width)) * 4;
    const to = (y * one.width + Math.round(right * one.width)) * 4;
    // Upside down: a face that is drawn is like every other.
    const mirrored = (Math.round((top + bottom) * one.height) - y) * one.width * 4;
    rgba.set(
      other.rgba.subarray(mirrored + Math.round(left * one.width) * 4, mirrored + Math.round(left * one.width) * 4 + to - from),
      from,
    );
  }
  return { ...one, rgba };
}

/** As a hand holds it: the same `hold`, the same pose. `trembles` by so many degrees. */
async function picture(document: DrawnDocument, hold: number, camera: typeof VIDEO, trembles = 0): Promise<Buffer> {
  const random = new SeededRandom(hold);
  const conditions = { ...levels['tilted-720p'](random), ...camera };
  return (await takePicture(document, { ...conditions, turnDegrees: conditions.turnDegrees + trembles }, random)).jpeg;
}

const frames = (document: DrawnDocument, hold = 1) => Promise.all([picture(document, hold, VIDEO), picture(document, hold, VIDEO, 1.5)]);
const NUMBER = card(5).truth['residentNumber'] ?? '';

describe('a still beside recorded frames', () => {
  test('of the same moment is read with them, and makes what they say surer', async () => {
    const shown = await frames(card(5));
    const alone = await reader.readShown({ frames: shown, still: null }, OPTIONS);
    const together = await reader.readShown({ frames: shown, still: await picture(card(5), 1, FULL, -1) }, OPTIONS);
    expect({ alone: alone.still, together: together.still }).toEqual({ alone: null, together: 'recorded' });
    expect(together.reading.outcome).toBe('accepted');
    const sure = ({ reading }: typeof alone) => reading.fields.find(({ name }) => name === 'residentNumber');
    expect(sure(together)?.value).toBe(NUMBER);
    expect(sure(together)?.confidence).toBeGreaterThanOrEqual(sure(alone)?.confidence ?? 1);
  });

  test('that are too coarse to be read is read for a person, who decides', async () => {
    const coarse = await picture(card(5), 1, { width: 400, height: 225, jpegQuality: 80 });
    const { reading, still } = await reader.readShown({ frames: [coarse], still: await picture(card(5), 1, FULL) }, OPTIONS);
    expect({ still, outcome: reading.outcome }).toEqual({ still: 'recorded', outcome: 'needs_person' });
    expect(reading.fields.find(({ name }) => name === 'residentNumber')).toMatchObject({ value: NUMBER, box: null });
  });

  test.each([
    ['another’s card', () => card(6), 'other_values'],
    ['the card with another number', () => card(5, { residentNumber: card(7).truth['residentNumber'] ?? '' }), 'other_values'],
    ['the card with another portrait', () => withPortraitOf(card(5), card(8)), 'other_picture'],
  ] as const)('that shows %s is refused', async (_, forged, finding) => {
    const shown = await frames(card(5));
    const alone = await reader.readShown({ frames: shown, still: null }, OPTIONS);
    const { reading, still } = await reader.readShown({ frames: shown, still: await picture(forged(), 1, FULL) }, OPTIONS);
    expect(still).toBe(finding);
    // What was recorded says what it said.
    expect(reading).toEqual(alone.reading);
  });

  test('that was taken at another moment is not used', async () => {
    const other = await reader.readShown({ frames: await frames(card(5)), still: await picture(card(5), 1, FULL, 16) }, OPTIONS);
    expect(other.still).toBe('other_pose');
  });

  test('is not used where the recording shows no document, or it shows none itself', async () => {
    const desk = await picture({ ...card(5), rgba: new Uint8ClampedArray(card(5).rgba.length) }, 1, VIDEO);
    const still = await picture(card(5), 1, FULL);
    expect(await reader.readShown({ frames: [desk], still }, OPTIONS)).toMatchObject({
      still: 'nothing_recorded',
      reading: { type: null },
    });
    expect(await reader.readShown({ frames: await frames(card(5)), still: desk }, OPTIONS)).toMatchObject({ still: 'no_document' });
  });
});
