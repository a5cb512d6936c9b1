import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawCnId } from '../testing/documents/draw-cn-id.ts';
import { type DrawnType, drawDocument, inventPerson, type Level, levels, SeededRandom, takePicture } from '../testing/index.ts';
import { type DocumentReader, openDocumentReader } from './document-reader.ts';

const TODAY = '2026-06-01';
const SEED = 41;
/** A second or two on a machine that has nothing else to do. */
const TIMEOUT_MS = 120_000;
let reader: DocumentReader;

beforeAll(async () => {
  reader = await openDocumentReader();
});
afterAll(() => reader.close());

async function pictured(type: DrawnType, level: Level, seed = SEED) {
  const random = new SeededRandom(seed);
  const document = drawDocument(type, random);
  return { truth: document.truth, ...(await takePicture(document, levels[level](random), random)) };
}

test.each(['cn-id', 'passport'] as const)(
  'a tilted %s is found, recognised, read and accepted',
  async (type) => {
    const { jpeg, truth } = await pictured(type, 'tilted-1080p');
    const reading = await reader.read(jpeg, { type: null, today: TODAY });
    expect(reading).toMatchObject({ type, outcome: 'accepted', advice: [] });
    expect(Object.fromEntries(reading.fields.map(({ name, value }) => [name, value]))).toMatchObject(truth);
    for (const { box } of reading.fields) expect(box === null || (box.width > 0 && box.x + box.width <= 1)).toBe(true);
  },
  TIMEOUT_MS,
);

test(
  'what moved is refused as moving, before anything is read',
  async () => {
    const { jpeg } = await pictured('cn-id', 'motion');
    expect(await reader.read(jpeg, { type: 'cn-id', today: TODAY })).toMatchObject({ outcome: 'refused', advice: ['moving'], fields: [] });
  },
  TIMEOUT_MS,
);

test.each([255, 247, 240])(
  'a card with a lamp’s reflection over a field is refused for that, where the brightest that the camera tells apart is %i',
  async (white) => {
    const random = new SeededRandom(SEED + 1);
    const card = drawDocument('cn-id', random);
    const { jpeg } = await takePicture(card, { ...levels.glare(random), white }, random);
    const { outcome, advice } = await reader.read(jpeg, { type: 'cn-id', today: TODAY });
    expect([outcome, ...advice]).toEqual(['refused', 'glare']);
  },
  TIMEOUT_MS,
);

test(
  'the other side is told to be turned',
  async () => {
    const { jpeg } = await pictured('cn-id-back', 'mild-1080p');
    expect(await reader.read(jpeg, { type: 'cn-id', today: TODAY })).toMatchObject({ outcome: 'refused', advice: ['wrong_side'] });
  },
  TIMEOUT_MS,
);

test(
  'a name with a sign that has a double goes to a person, however sure both engines are',
  async () => {
    const random = new SeededRandom(SEED);
    const card = drawCnId({ ...inventPerson(random), name: '余建国' }, random);
    const { jpeg } = await takePicture(card, levels['mild-1080p'](random), random);
    const { outcome, fields } = await reader.read(jpeg, { type: 'cn-id', today: TODAY });
    expect(outcome).toBe('needs_person');
    expect(fields.find(({ name }) => name === 'name')).toMatchObject({ value: '余建国', confidence: 0.85 });
  },
  TIMEOUT_MS,
);

test.each([
  ['passport', ['chinese', 'chineseToo']],
  ['td1', ['chinese', 'chineseToo']],
  ['cn-id-back', ['ocrb', 'latin']],
] as const)(
  'where nobody says what it is, the ink tells that it is a %s: engines for %s are not asked in vain',
  async (type, idle) => {
    const asked = new Set<string>();
    const watched = await openDocumentReader({ onLine: ({ script }) => asked.add(script) });
    try {
      const { jpeg } = await pictured(type, 'mild-1080p');
      expect(await watched.read(jpeg, { type: null, today: TODAY })).toMatchObject({ type, outcome: 'accepted' });
      expect(idle.filter((script) => asked.has(script))).toEqual([]);
    } finally {
      await watched.close();
    }
  },
  TIMEOUT_MS,
);
