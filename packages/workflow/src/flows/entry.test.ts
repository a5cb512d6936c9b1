import { describe, expect, it } from 'vitest';
import type { ShippedFlowKey } from './index.ts';
import {
  StoryBook,
  entered,
  identified,
  noCall,
  nobodyAccepts,
  notAlive,
  notIdentified,
  otherFace,
  refusedRecording,
  unfitDevice,
  expectStory,
} from './testing/stories.ts';

const served: ShippedFlowKey[] = ['video-counter', 'wealth-sale', 'insurance-sale', 'credit-interview', 'advisers-meeting', 'lost-card'];
const identifying: ShippedFlowKey[] = ['video-counter', 'wealth-sale', 'insurance-sale', 'credit-interview', 'lost-card'];

describe.each(served)('%s, at the entry', (key) => {
  const book = new StoryBook(key);

  it('ends when the customer does not agree to be recorded, before anything is asked for', () => {
    const { trace } = expectStory(book, {
      moves: refusedRecording,
      expect: { outcome: 'consent_refused', notRequested: ['call.open', 'ticket.issue', 'check.start'] },
    });
    expect(trace.length).toBeLessThan(5);
  });

  it('ends when the device cannot carry it', () => {
    expectStory(book, { moves: unfitDevice, expect: { outcome: 'device_unfit', notRequested: ['call.open'] } });
  });

  it('ends when nobody is free, and when no call can be had', () => {
    expectStory(book, { moves: entered, outside: nobodyAccepts, expect: { outcome: 'not_served' } });
    expectStory(book, { moves: entered, outside: noCall, expect: { outcome: 'call_failed' } });
  });
});

describe.each(identifying)('%s, at the identification', (key) => {
  const book = new StoryBook(key);
  // What is read aloud before it, by whichever flow.
  const opening = { opening: ['greeting', 'recorded', 'truth', 'fixed'].flatMap((line) => tolerantRead(book, line)) };

  it.each([
    ['the document is rejected', notIdentified],
    ['nobody alive is seen', notAlive],
    ['it is another face', otherFace],
  ])('ends when %s', (_what, moves) => {
    expectStory(book, {
      moves: { ...entered, ...opening, ...moves },
      expect: { outcome: 'identity_failed', notRequested: ['document.seal', 'notify.send'] },
    });
  });

  it('asks an engine for the face only with the customer’s separate consent, and goes on without', () => {
    const engineAsked = (face: string) => {
      const moves = { ...entered, ...opening, ...identified({ face }) };
      const { trace, path } = expectStory(book, { moves, expect: { waitingAt: afterIdentity[key] ?? [] } });
      expect(path).toContain('faceMatch');
      const checks = trace.flatMap(({ requests }) =>
        requests.filter(({ kind }) => kind === 'identity.check').map(({ payload }) => payload),
      );
      return checks.filter(({ check }) => check !== 'identity_document').some(({ engine }) => engine === true);
    };
    expect(engineAsked('accepted')).toBe(true);
    expect(engineAsked('refused')).toBe(false);
  });
});

const afterIdentity: Partial<Record<ShippedFlowKey, string[]>> = {
  'video-counter': ['registryAway'],
  'wealth-sale': ['risk'],
  'insurance-sale': ['seller'],
  'credit-interview': ['authorise'],
  'lost-card': ['wish'],
};

/** Reads a line of the opening, where this flow's has it. */
function tolerantRead({ flow }: StoryBook, key: string): object[] {
  const config = flow.definition.nodes.find(({ id }) => id === 'opening')?.config as
    | { lines?: { key: string; acknowledge?: boolean }[] }
    | undefined;
  const line = config?.lines?.find((one) => one.key === key);
  if (!line) return [];
  const tick = { act: 'tick', by: 'agent', input: { line: key }, afterMs: 10_000 };
  return line.acknowledge ? [tick, { act: 'acknowledge', by: 'customer', input: { line: key } }] : [tick];
}
