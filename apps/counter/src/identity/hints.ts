import type { ChallengeVerdict, EngineInfo, FaceBox, FaceComparison, LivenessFrame } from '@guichet/identity/pool';
import type { DocumentReading } from '@guichet/identity';
import type { CheckedField, CheckHint } from '@guichet/workflow';
import { readFields } from './read-fields.ts';

/** A fact about a check that is nobody's secret: which threshold, whose licence, where a face stood. */
export const fact = (name: string, value: string | null, more: Partial<CheckedField> = {}): CheckedField => ({
  name,
  value,
  confidence: null,
  box: null,
  engine: null,
  engineVersion: null,
  correctedBy: null,
  personal: false,
  ...more,
});

const boxOn = (image: string | null, box: FaceBox | null | undefined): CheckedField['box'] =>
  image === null || box === null || box === undefined ? null : { image, ...box };

/** A likeness as a confidence: below nothing there is nothing. */
const share = (score: number | null): number | null => (score === null ? null : Math.min(1, Math.max(0, score)));

const engineFacts = ({ licence }: EngineInfo): CheckedField[] => [fact('licence', licence)];

interface Watched {
  readonly challenge: string;
  readonly verdict: ChallengeVerdict;
  readonly frames: readonly LivenessFrame[];
  readonly image: string | null;
}

/** What an engine saw of a challenge. */
export function livenessHint({ challenge, verdict, frames, image }: Watched): CheckHint | null {
  const best = frames[verdict.bestFrame ?? 0]?.look;
  const engine = best?.engines.landmarks;
  if (best === undefined || engine === null || engine === undefined) return null;
  const { decision, reason, sameFace, genuine, followedAfterMs } = verdict;
  const face = verdict.bestFrame === null ? null : best.faces[0]?.box;
  return {
    engine: engine.name,
    engineVersion: engine.version,
    decision,
    // A likeness to the face before says nothing of how sure the finding is.
    confidence: null,
    reason,
    fields: [
      fact(challenge, reason, { box: boxOn(image, face) }),
      ...(followedAfterMs === null ? [] : [fact(`${challenge}.after_ms`, String(Math.round(followedAfterMs)))]),
      ...(genuine === null ? [] : [fact(`${challenge}.genuine`, genuine.toFixed(2))]),
      ...(sameFace === null ? [] : [fact(`${challenge}.same_face`, sameFace.toFixed(3), { confidence: share(sameFace) })]),
      fact('same_face_threshold', `${best.thresholds.match}/${best.thresholds.person}`),
      ...engineFacts(engine),
    ],
  };
}

const MATCH_DECISIONS = { match: 'pass', no_match: 'fail', person: 'not_evaluated', not_evaluated: 'not_evaluated' } as const;

interface Compared {
  readonly comparison: FaceComparison;
  readonly reference: string | null;
  readonly live: string | null;
}

/** What comparing two faces came to, and where they were found. */
export function comparisonHint({ comparison, reference, live }: Compared): CheckHint {
  const { outcome, score, threshold, engine, reason, referenceBox, liveBox } = comparison;
  return {
    engine: engine.name,
    engineVersion: engine.version,
    decision: MATCH_DECISIONS[outcome],
    confidence: share(score),
    reason: reason ?? outcome,
    fields: [
      fact('reference_face', null, { box: boxOn(reference, referenceBox) }),
      fact('live_face', score === null ? null : score.toFixed(3), { box: boxOn(live, liveBox) }),
      fact('threshold', `${threshold.match}/${threshold.person}`),
      ...engineFacts(engine),
    ],
  };
}

const READ_DECISIONS = { accepted: 'pass', needs_person: 'not_evaluated', refused: 'fail' } as const;
const MOST_FIELDS = 40;

/** What was read off a document. The checks come along as facts without a value that stood on it. */
export function readingHint({ outcome, advice, fields, checks }: DocumentReading, image: string | null): CheckHint {
  const [first] = fields;
  const sure = fields.map(({ confidence }) => confidence);
  const failed = checks.find(({ result }) => result === 'fail');
  const read = readFields(fields).map(
    ({ name, value, confidence, box, engine, version }): CheckedField => ({
      name,
      value,
      confidence,
      box: boxOn(image, box),
      engine,
      engineVersion: version,
      correctedBy: null,
      personal: true,
    }),
  );
  const checked = checks.map(({ name, result, detail }) =>
    fact(`check.${name}`.slice(0, 64), detail === null ? result : `${result}: ${detail}`),
  );
  return {
    engine: first?.engine ?? 'document-reader',
    engineVersion: first?.version ?? '1',
    decision: READ_DECISIONS[outcome],
    confidence: sure.length === 0 ? null : Math.min(...sure),
    reason: advice[0] ?? failed?.name ?? null,
    fields: [...read, ...checked].slice(0, MOST_FIELDS),
  };
}
