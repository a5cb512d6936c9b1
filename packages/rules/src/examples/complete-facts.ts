import type { RecordingId, SessionId } from '@guichet/protocol';
import { FACTS_FORMAT, type LineFact, type Placed, type RecordingFacts } from '../facts.ts';

const at = (atMs: number, eventSeq: number): Placed => ({ atMs, eventSeq });

const line = (name: string, segment: string, rule: string | null, ms: number, seq: number): LineFact => ({
  line: name,
  rule,
  segment,
  node: segment,
  by: 'agent',
  minMs: 4_000,
  ticked: { ...at(ms, seq), heldMs: 6_000, tooFast: false },
  acknowledgement: { asked: true, given: at(ms + 1_000, seq + 1) },
  entered: at(ms - 6_000, seq - 2),
});

/** The facts of a remote sale of a wealth product with which everything is in order: what examples and tests differ from. */
export const completeFacts = (): RecordingFacts => ({
  format: FACTS_FORMAT,
  recordingId: 'rec_000000000000000000000000' as RecordingId,
  sessionId: 'ses_000000000000000000000000' as SessionId,
  beganAt: Date.UTC(2026, 5, 1, 2, 0, 0),
  durationMs: 600_000,
  channel: 'remote',
  product: 'wealth_product',
  customer: { ageFrom: 40, ageBelow: 41 },
  sale: true,
  consents: [
    { ...at(-60_000, 3), kind: 'recording', decision: 'accepted', textVersion: 'v1' },
    { ...at(20_000, 20), kind: 'biometric', decision: 'accepted', textVersion: 'biometric-v1' },
  ],
  firstMedia: at(0, 10),
  tracks: (['customer', 'agent'] as const).flatMap((role) =>
    (['audio', 'video'] as const).map((kind) => ({
      trackId: `${role}-${kind}`,
      role,
      kind,
      source: kind === 'audio' ? 'microphone' : 'camera',
      fromMs: 500,
      toMs: 599_500,
      playable: true,
    })),
  ),
  gaps: [],
  segments: [
    { ...at(2_000, 12), segment: 'opening', untilMs: 15_000 },
    { ...at(16_000, 18), segment: 'identity', untilMs: 90_000 },
    { ...at(91_000, 30), segment: 'assessment', untilMs: 180_000 },
    { ...at(181_000, 40), segment: 'pitch', untilMs: 300_000 },
    { ...at(301_000, 60), segment: 'disclosure', untilMs: 400_000 },
    { ...at(401_000, 80), segment: 'confirmation', untilMs: 430_000 },
    { ...at(431_000, 90), segment: 'signing', untilMs: 590_000 },
  ],
  lines: [
    line('greeting', 'opening', null, 10_000, 15),
    line('product', 'pitch', 'CN-B6', 200_000, 45),
    line('risk', 'disclosure', 'CN-B6', 320_000, 65),
    line('identity', 'explanation', 'CN-I2', 325_000, 69),
    line('notice', 'explanation', 'CN-I3', 330_000, 73),
  ],
  answers: [{ ...at(420_000, 85), node: 'confirm', segment: 'confirmation', rule: 'CN-B6', class: 'expected', how: 'tapped' }],
  documents: [
    {
      node: 'sign',
      documentId: 'doc_000000000000000000000000',
      template: 'wealth-order',
      shown: at(440_000, 92),
      pages: 2,
      pagesRead: [1, 2],
      places: 1,
      written: 1,
      finished: at(560_000, 98),
      declined: null,
      seal: { signerKind: 'bank_seal', verifies: true, sealed: at(562_000, 99) },
    },
  ],
  checks: [
    { ...at(40_000, 22), check: 'identity_document', decision: 'pass', engine: 'agent' },
    { ...at(60_000, 25), check: 'liveness', decision: 'pass', engine: 'agent' },
    { ...at(85_000, 28), check: 'face_match', decision: 'pass', engine: 'agent' },
  ],
  marks: [
    { ...at(55_000, 24), mark: 'face_captured', node: 'faceMatch', segment: 'identity' },
    { ...at(170_000, 36), mark: 'risk_assessed', node: 'risk', segment: 'assessment' },
    { ...at(172_000, 37), mark: 'elderly_care_told', node: 'risk', segment: 'assessment' },
    { ...at(175_000, 38), mark: 'generated_content_labelled', node: 'welcome', segment: 'pitch' },
  ],
  flow: {
    key: 'wealth-sale',
    version: 2,
    started: at(-70_000, 2),
    unchanged: true,
    published: true,
    secondPerson: true,
    outcome: 'completed',
  },
  log: { verifies: true, brokenFrom: null },
  journal: { damaged: 0, complete: true },
  retention: { policy: 'sales', from: 'product_end', months: 6 },
});
