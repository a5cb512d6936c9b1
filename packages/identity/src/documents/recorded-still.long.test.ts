import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DrawnDocument, inventPerson, levels, SeededRandom, takePicture } from '../testing/index.ts';
import { type Person, stillOf } from '../testing/faces/index.ts';
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

/** Where the portrait is printed. */
const PORTRAIT = { x: 0.647, y: 0.137, width: 0.287, height: 0.574 };

/** The card with somebody's photograph on it. */
async function withPhotograph(document: DrawnDocument, person: Person): Promise<DrawnDocument> {
  const { rgb, widthPx, heightPx } = await stillOf(person);
  const [left, width] = [PORTRAIT.x, PORTRAIT.width].map((share) => Math.round(share * document.width)) as [number, number];
  const [top, height] = [PORTRAIT.y, PORTRAIT.height].map((share) => Math.round(share * document.height)) as [number, number];
  const photograph = await sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .resize({ width, height, fit: 'cover' })
    .ensureAlpha()
    .raw()
    .toBuffer();
  const rgba = new Uint8ClampedArray(document.rgba);
  for (let row = 0; row < height; row += 1)
    rgba.set(photograph.subarray(row * width * 4, (row + 1) * width * 4), ((top + row) * document.width + left) * 4);
  return { ...document, rgba };
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
    ['another’s card', () => withPhotograph(card(6), 'eve'), 'other_values'],
    [
      'the card with another number',
      () => withPhotograph(card(5, { residentNumber: card(7).truth['residentNumber'] ?? '' }), 'eve'),
      'other_values',
    ],
    ['the card with another photograph', () => withPhotograph(card(5), 'dana'), 'other_picture'],
  ] as const)('that shows %s is refused', async (_, forged, finding) => {
    const shown = await frames(await withPhotograph(card(5), 'eve'));
    const alone = await reader.readShown({ frames: shown, still: null }, OPTIONS);
    const { reading, still } = await reader.readShown({ frames: shown, still: await picture(await forged(), 1, FULL) }, OPTIONS);
    expect(still).toBe(finding);
    // What was recorded says what it said.
    expect(reading).toEqual(alone.reading);
  });

  test('that was taken at another moment is not used', async () => {
    const other = await reader.readShown({ frames: await frames(card(5)), still: await picture(card(5), 1, FULL, 16) }, OPTIONS);
    expect(other.still).toBe('other_pose');
  });

  test('is not used where the recording shows no document, or it shows none itself', async () => {
    const nothing = await plain('#5d6a70');
    const still = await picture(card(5), 1, FULL);
    expect(await reader.readShown({ frames: [nothing], still }, OPTIONS)).toMatchObject({
      still: 'nothing_recorded',
      reading: { type: null },
    });
    expect(await reader.readShown({ frames: [await picture(card(5), 1, VIDEO)], still: nothing }, OPTIONS)).toMatchObject({
      still: 'no_document',
    });
  });

  test('is not said to be foreign where what was recorded is no document that anybody knows', async () => {
    const blank = { ...card(5), rgba: new Uint8ClampedArray(card(5).rgba.length).fill(210) };
    const { still } = await reader.readShown({ frames: [await picture(blank, 1, VIDEO)], still: await picture(card(5), 1, FULL) }, OPTIONS);
    expect(still).toBe('not_alike_enough');
  });
});

const plain = (background: string): Promise<Buffer> =>
  sharp({ create: { ...VIDEO, channels: 3, background } })
    .jpeg()
    .toBuffer();
