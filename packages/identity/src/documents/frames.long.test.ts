import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawDeclared, type DrawnDocument, drawDocument, type Level, levels, SeededRandom, takePicture } from '../testing/index.ts';
import { type DocumentReader, openDocumentReader } from './document-reader.ts';
import { GenericDefinition } from './generic/definition.ts';
import { genericDocument } from './generic/index.ts';
import { documentTypes } from './registry.ts';

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

test.each([
  ['employee-pass', { name: '欧阳若兰', idNumber: '40718236', validUntil: '2027-03-14' }],
  ['residence-card', { name: 'LINDQVIST', birthDate: '1984-11-02', idNumber: 'KX4075281' }],
] as const)('%s, which a bank declared, is read as it declared it', async (name, values) => {
  const definition = GenericDefinition.parse(JSON.parse(await readFile(new URL(`../../examples/${name}.json`, import.meta.url), 'utf8')));
  const own = await openDocumentReader({ types: [...documentTypes, genericDocument(definition)] });
  try {
    const reading = await own.read(await picture(drawDeclared(definition, values, new SeededRandom(10)), 'mild-1080p', 1), {
      type: name,
      today: OPTIONS.today,
    });
    expect(reading).toMatchObject({ type: name, outcome: 'accepted' });
    expect(Object.fromEntries(reading.fields.map((field) => [field.name, field.value]))).toEqual(values);
  } finally {
    await own.close();
  }
});
