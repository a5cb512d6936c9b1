import type { DocumentReading } from '@guichet/identity/pool';
import type { SessionId } from '@guichet/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TakenStill } from '../nodes/media-plane.ts';
import { TestPlane } from '../testing/test-plane.ts';
import type { IdentityEngines } from './identity-engines.ts';
import { lookAtDocument } from './look-at-document.ts';
import type { SentStills } from './sent-stills.ts';

let counter: TestPlane;
let sessionId: SessionId;

beforeAll(async () => {
  counter = await TestPlane.create();
  sessionId = await counter.entered({ name: '王明' });
});
afterAll(() => counter.close());

const accepted: DocumentReading = {
  type: 'cn-id',
  outcome: 'accepted',
  advice: [],
  fields: [{ name: 'name', value: '王明', confidence: 1, box: null, engine: 'test', version: '1' }],
  checks: [],
};
const refused = (advice: DocumentReading['advice'][number]): DocumentReading => ({
  type: null,
  outcome: 'refused',
  advice: [advice],
  fields: [],
  checks: [],
});

/** An engine that reads one burst after the other like that, the last one again and again; and what it was given. */
async function look(...readings: readonly DocumentReading[]) {
  const given: string[] = [];
  let bursts = 0;
  const engines = {
    reads: () => true,
    read: ({ pictures }: { readonly pictures: readonly Buffer[] }) => {
      given.push(pictures.map(String).join());
      return Promise.resolve({ reading: readings[Math.min(given.length, readings.length) - 1] ?? accepted, frame: 0, still: null });
    },
  } as unknown as IdentityEngines;
  const takeStills = (): Promise<TakenStill[]> => {
    bursts += 1;
    return Promise.resolve([{ atMs: bursts, jpeg: Buffer.from(`burst ${bursts}`) }]);
  };
  const looked = await lookAtDocument(
    { core: counter.core, engines, takeStills, sentStills: null as unknown as SentStills, addressOf: (id) => id },
    { sessionId, documentType: 'cn_resident_id', what: 'portrait', announced: null },
    AbortSignal.timeout(20_000),
  );
  return { looked, given };
}

it.each(['blurred', 'moving', 'unreadable'] as const)(
  'a document that was %s at first is read from the next pictures, of which one is kept',
  async (advice) => {
    const { looked, given } = await look(refused(advice), accepted);
    expect(given).toEqual(['burst 1', 'burst 2']);
    expect(looked.still?.jpeg.toString()).toBe('burst 2');
    expect(looked.hint(null)).toMatchObject({ decision: 'pass' });
  },
);

it.each(['glare', 'covered', 'cut_off', 'wrong_side', 'no_document'] as const)(
  'nobody waits where the next picture would show %s as well',
  async (advice) => {
    const { looked, given } = await look(refused(advice), accepted);
    expect(given).toHaveLength(1);
    expect(looked.hint(null)).toMatchObject({ decision: 'fail', reason: advice });
  },
);

it.each(['no_document', 'wrong_side', 'wrong_document'] as const)(
  'a document that was taken away or turned meanwhile (%s) is what it was: blurred',
  async (then) => {
    const { looked, given } = await look(refused('blurred'), refused(then));
    expect(given).toHaveLength(2);
    expect(looked.still?.jpeg.toString()).toBe('burst 1');
    expect(looked.hint(null)).toMatchObject({ decision: 'fail', reason: 'blurred' });
  },
);

it('a document that stays blurred is shown again in the end', async () => {
  const { looked, given } = await look(refused('blurred'));
  expect(given).toHaveLength(5);
  expect(looked.still?.jpeg.toString()).toBe('burst 1');
  expect(looked.hint(null)).toMatchObject({ decision: 'fail', reason: 'blurred' });
});
