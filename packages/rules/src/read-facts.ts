import { RecordingFacts } from './facts.ts';

/** What facts of that format did not know yet: nobody had looked at pictures and sound, and no step asked for a code or a position. */
const SINCE_2 = { codes: null, positions: null, looks: null, observations: null, sound: null, clock: null, heads: null } as const;

const lifts: Readonly<Record<string, (raw: object) => object>> = {
  'guichet.recording-facts/1': (raw) => ({ ...SINCE_2, ...raw, format: 'guichet.recording-facts/2' }),
};

/** Facts as they were kept, in the present format; null for what are no facts, or ones of a newer format. What an older format did not know is unknown. */
export function readFacts(kept: unknown): RecordingFacts | null {
  let raw = kept;
  for (;;) {
    const parsed = RecordingFacts.safeParse(raw);
    if (parsed.success) return parsed.data;
    if (typeof raw !== 'object' || raw === null || !('format' in raw)) return null;
    const lift = Object.hasOwn(lifts, String(raw.format)) ? lifts[String(raw.format)] : undefined;
    if (lift === undefined) return null;
    raw = lift(raw);
  }
}
