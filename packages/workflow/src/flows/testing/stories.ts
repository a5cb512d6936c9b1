import { expect } from 'vitest';
import type { CompiledFlow } from '../../engine/compiled-flow.ts';
import { compileFlow } from '../../engine/compile.ts';
import { nodeRegistry } from '../../nodes/all.ts';
import { Scenario } from '../../simulation/scenario.ts';
import { type SimulationResult, simulate } from '../../simulation/simulate.ts';
import { type ShippedFlowKey, shippedFlow } from '../index.ts';

type Move = object;
/** By node: its moves, for its only visit. */
export type Moves = Readonly<Record<string, readonly Move[]>>;
export interface Story {
  readonly moves?: Moves;
  readonly outside?: Readonly<Record<string, readonly object[]>>;
  readonly variables?: object;
  readonly expect?: object;
}

/** A shipped flow, with the stories that are told of it. */
export class StoryBook {
  readonly flow: CompiledFlow;
  readonly #ends = new Set<string>();

  constructor(key: ShippedFlowKey) {
    const compiled = compileFlow(shippedFlow(key), { registry: nodeRegistry });
    if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message.en).join('\n'));
    this.flow = compiled.flow;
  }

  play({ moves = {}, ...story }: Story): SimulationResult {
    const nodes = Object.fromEntries(Object.entries(moves).map(([node, ofNode]) => [node, [ofNode]]));
    const result = simulate(this.flow, Scenario.parse({ formatVersion: 1, nodes, ...story }));
    for (const node of result.path) this.#ends.add(node);
    return result;
  }

  /** Ends that no story has come to; every way in which a flow can end is told. */
  get untoldEnds(): string[] {
    return this.flow.definition.nodes.filter(({ id, type }) => type === 'end' && !this.#ends.has(id)).map(({ id }) => id);
  }
}

/** Plays a story and expects it to go as it is told. */
export function expectStory(book: StoryBook, story: Story): SimulationResult {
  const result = book.play(story);
  expect(result.unmet).toEqual([]);
  return result;
}

export const act = (by: string, action: string, input: unknown = null, more: object = {}): Move => ({ act: action, by, input, ...more });
export const customer = (action: string, input: unknown = null, more: object = {}) => act('customer', action, input, more);
export const agent = (action: string, input: unknown = null, more: object = {}) =>
  act('agent', action, input, { id: 'stf_agent', ...more });
export const signal = (name: string, payload: object = {}, afterMs = 1_000): Move => ({ signal: name, payload, afterMs });

const recordingDecided = (decision: string) =>
  signal('consent.decided', { kind: 'recording', decision, textVersion: 'recording-v1', textHash: 'x', language: 'zh-CN' });
const checked = (over: object = {}) =>
  signal('check.reported', { verdict: 'good', camera: true, microphone: true, speaker: true, ...over });

/** Up to the call. */
export const entered: Moves = { notice: [recordingDecided('accepted')], check: [checked()] };
export const refusedRecording: Moves = { notice: [recordingDecided('refused')] };
export const unfitDevice: Moves = {
  notice: [recordingDecided('accepted')],
  check: [checked({ camera: false }), checked({ camera: false }), checked({ camera: false })],
};
/** Nobody accepts the ticket. */
export const nobodyAccepts = { 'ticket.issue': [{ ok: true, answer: { number: 'A001', place: 9 } }] };
export const noCall = { 'call.open': [{ ok: false, code: 'no_node', retryable: false }] };

export const reads = (...lines: readonly (string | readonly [string])[]): Move[] =>
  lines.flatMap((line) =>
    typeof line === 'string'
      ? [agent('tick', { line }, { afterMs: 10_000 })]
      : [agent('tick', { line: line[0] }, { afterMs: 10_000 }), customer('acknowledge', { line: line[0] })],
  );
export const askedAgain = (line: string, times: number): Move[] => Array.from({ length: times }, () => customer('ask_again', { line }));

const faceDecided = (decision: string): Move => customer('decide', { decision, textVersion: 'biometric-v1', language: 'zh-CN' });
const shown = ['portrait', 'emblem'].map((side) => customer('capture', { side }));
/** A resident born on the 31st of December 1949, or on the 1st of January 1990. */
const OLD = { idNumber: '11010519491231002X', birthDate: '1949-12-31' };
const YOUNG = { idNumber: '110105199001010010', birthDate: '1990-01-01' };

export function identified({ isOld = false, face = 'accepted' }: { readonly isOld?: boolean; readonly face?: string } = {}): Moves {
  const fields = { name: '王明', validUntil: 'long_term', ...(isOld ? OLD : YOUNG) };
  return {
    faceConsent: [faceDecided(face)],
    idDocument: [...shown, agent('confirm', { fields, checks: ['original', 'tilted'] })],
    liveness: [agent('observe', { seen: true }), agent('observe', { seen: true }), agent('confirm')],
    faceMatch: [agent('capture'), agent('confirm')],
  };
}
export const notIdentified: Moves = { ...identified(), idDocument: [agent('reject', { reason: 'wrong_person' })] };
export const notAlive: Moves = { ...identified(), liveness: [agent('reject', { reason: 'replay_suspected' })] };
export const otherFace: Moves = { ...identified(), faceMatch: [agent('reject', { reason: 'different_person' })] };

export const answers = (choice: string): Move[] => [customer('answer', { choice })];
/** Fills a form in; what the agent writes is named apart. */
export const fills = (values: object, byAgent: object = {}, submittedBy: 'customer' | 'agent' = 'customer'): Move[] => [
  ...Object.entries(values).map(([field, value]) => customer('edit', { field, value })),
  ...Object.entries(byAgent).map(([field, value]) => agent('edit', { field, value })),
  submittedBy === 'customer' ? customer('submit') : agent('submit'),
];

const strokes = [
  [
    { x: 0.1, y: 0.5, t: 0 },
    { x: 0.6, y: 0.4, t: 120 },
  ],
];
const readPage = (by: string): Move => act(by, 'read', { page: 1, dwellMs: 8_000, reachedEnd: true }, { afterMs: 8_000 });
/** Reads the one page of a document and writes in these places. */
export const signs = (...places: readonly string[]): Move[] => [
  readPage('customer'),
  ...places.map((place) => customer('sign', { place, strokes })),
  customer('finish'),
];
export const signsWithGuest = (own: string, guests: string): Move[] => [
  readPage('customer'),
  customer('sign', { place: own, strokes }),
  readPage('guest'),
  act('guest', 'sign', { place: guests, strokes }),
  customer('finish'),
];
export const declinesToSign: Move[] = [readPage('customer'), customer('decline', { reason: 'disagrees' })];

/** A guest who is invited and comes. */
export const guestComes = (participantId = 'guest'): Move[] => [
  agent('invite', { name: '李华' }),
  signal('call.participant_admitted', { participantId, role: 'guest', staffId: null }),
  signal('call.participant_joined', { participantId }),
];
export const nobodyInvited: Move[] = [agent('give_up', { reason: 'not_needed' })];
export const guestRefuses: Move[] = [agent('invite', { name: '李华' }), act('guest', 'decline')];
export const finishes: Move[] = [agent('finish')];

/** Somebody takes over after a call for a person. */
export const personComes = {
  'agent.escalate': [
    {
      ok: true,
      signals: [
        { name: 'call.participant_admitted', payload: { participantId: 'agent2', role: 'agent', staffId: 'stf_2' } },
        { name: 'call.participant_joined', payload: { participantId: 'agent2' } },
      ],
    },
  ],
};
export const serviceAnswers = (...responses: readonly object[]) => ({
  'service.call': responses.map((response) => ({ ok: true, answer: { response } })),
});
export const serviceFails = { 'service.call': [{ ok: false, code: 'unavailable', retryable: false }] };
