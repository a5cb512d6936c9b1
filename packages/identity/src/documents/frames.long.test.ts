import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DrawnDocument, drawDocument, type Level, levels, SeededRandom, takePicture } from '../testing/index.ts';
import { type DocumentReader, openDocumentReader } from './document-reader.ts';

const OPTIONS = { type: 'cn-id', today: '2026-06-01' } as const;
let reader: DocumentReader;

beforeAll(async () => {
  reader = await openDocumentReader();
});
afterAll(() => reader.close());

const card = (seed: number): DrawnDocument => drawDocument('cn-id', new SeededRandom(seed));
async function picture(document: DrawnDocument, level: Level, seed: number): Promise<Buffer> {
  const random = new SeededRandom(seed);
  return (await takePicture(document, levels[level](random), random)).jpeg;
}

describe('several frames of one document', () => {
  test('are read where one of them can be used', async () => {
    const document = card(3);
    const frames = [await picture(document, 'motion', 1), await picture(document, 'glare', 2), await picture(document, 'mild-1080p', 3)];
    const { reading, frame } = await reader.readShown({ frames, still: null }, OPTIONS);
    expect(frame).toBe(2);
    expect(reading.outcome).toBe('accepted');
    expect(reading.fields.find(({ name }) => name === 'residentNumber')?.value).toBe(document.truth['residentNumber']);
  });

  test('none of which can be used are refused with what most of them need', async () => {
    const document = card(4);
    const frames = [await picture(document, 'dark', 1), await picture(document, 'motion', 2), await picture(document, 'dark', 3)];
    const { reading } = await reader.readShown({ frames, still: null }, OPTIONS);
    expect(reading).toMatchObject({ outcome: 'refused', advice: ['too_dark'] });
  });
});

test('a document that stands on its head is read all the same', async () => {
  const document = card(9);
  const upsideDown = { ...document, rgba: new Uint8ClampedArray(document.rgba.length) };
  for (let pixel = 0; pixel < document.width * document.height; pixel += 1) {
    upsideDown.rgba.set(document.rgba.subarray(pixel * 4, pixel * 4 + 4), (document.width * document.height - 1 - pixel) * 4);
  }
  expect(await reader.read(await picture(upsideDown, 'mild-1080p', 1), OPTIONS)).toMatchObject({ outcome: 'accepted', type: 'cn-id' });
});

test('what the bank declared is read as it declared it', async () => {
  const { genericDocument } = await import('./generic/index.ts');
  const { GenericDefinition } = await import('./generic/definition.ts');
  const declared = genericDocument(
    GenericDefinition.parse({
      type: 'card-of-our-own',
      widthMm: 85.6,
      heightMm: 53.98,
      title: { place: [3, 43.5, 22, 6.5], signMm: 2.4, script: 'chinese', text: '公民身份号码' },
      fields: [
        {
          name: 'number',
          place: [25.6, 42.8, 57.5, 7.4],
          signMm: 2.9,
          script: 'ocrb',
          kind: 'number',
          length: { least: 18, most: 18 },
          required: 0.6,
        },
      ],
    }),
  );
  const own = await openDocumentReader({ types: [declared] });
  try {
    const document = card(10);
    const reading = await own.read(await picture(document, 'mild-1080p', 1), { type: 'card-of-our-own', today: OPTIONS.today });
    expect(reading).toMatchObject({ type: 'card-of-our-own', outcome: 'accepted' });
    expect(reading.fields[0]?.value).toBe(document.truth['residentNumber']);
  } finally {
    await own.close();
  }
});
