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
  heard: { fromMs: ms - 6_000, untilMs: ms, speechMs: 4_800 },
  prompt: null,
  words: null,
});

const ENGINE = { name: 'measures', version: '1' };
const HINT = { engine: { name: 'human', version: '3.3.6' }, decision: 'pass', confidence: 0.9 } as const;
const BOTH = ['customer', 'agent'] as const;
const LOOKED = {
  audio: ['silent', 'clipped', 'noisy', 'talk_over', 'second_voice'],
  video: ['face_absent', 'face_small', 'extra_person', 'camera_covered', 'black', 'dark', 'frozen', 'screen_replay', 'different_person'],
} as const;

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
  tracks: BOTH.flatMap((role) =>
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
  answers: [{ ...at(420_000, 85), node: 'confirm', segment: 'confirmation', rule: 'CN-B6', class: 'expected', how: 'tapped', heard: null }],
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
    { ...at(40_000, 22), check: 'identity_document', decision: 'pass', engine: 'agent', hint: HINT },
    { ...at(60_000, 25), check: 'liveness', decision: 'pass', engine: 'agent', hint: HINT },
    { ...at(85_000, 28), check: 'face_match', decision: 'pass', engine: 'agent', hint: HINT },
  ],
  marks: [
    { ...at(55_000, 24), mark: 'face_captured', node: 'faceMatch', segment: 'identity' },
    { ...at(170_000, 36), mark: 'risk_assessed', node: 'risk', segment: 'assessment' },
    { ...at(172_000, 37), mark: 'elderly_care_told', node: 'risk', segment: 'assessment' },
    { ...at(175_000, 38), mark: 'generated_content_labelled', node: 'welcome', segment: 'pitch' },
  ],
  codes: [{ ...at(425_000, 86), node: 'otp', confirmed: true, reason: null, channel: 'sms' }],
  positions: [{ ...at(30_000, 21), node: 'location', accuracyM: 40, whereabouts: 'inside', reason: null }],
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
  looks: BOTH.flatMap((role) =>
    (['audio', 'video'] as const).flatMap((kind) =>
      LOOKED[kind].map((check) => ({ check, trackId: `${role}-${kind}`, role, lookedMs: 599_000, engine: ENGINE })),
    ),
  ),
  observations: [],
  sound: BOTH.map((role) => ({
    ...{ trackId: `${role}-audio`, role, lookedMs: 599_000, speechMs: 180_000, snrDb: 28, levelDbfs: -24, clipped: 0, engine: ENGINE },
  })),
  clock: { offsetMs: 180, reports: 300 },
  heads: { signed: 20, stamped: 3, fitting: 20 },
  retention: { policy: 'sales', from: 'product_end', months: 6 },
});
