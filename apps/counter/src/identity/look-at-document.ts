import { type DocumentReading, isForeign } from '@guichet/identity/pool';
import type { StillFinding } from '@guichet/workflow';
import { readingHint } from './hints.ts';
import type { Core } from '../sessions/core.ts';
import type { IdentityEngines } from './identity-engines.ts';
import { heldAgainstBank } from './known-to-bank.ts';
import type { Looked } from './looked.ts';
import type { SentStill, SentStills } from './sent-stills.ts';
import type { TakeStills } from './take-stills.ts';

/** A document is read from several pictures of it: a hand trembles. */
const OF_A_DOCUMENT = { heightPx: 1080, everyMs: 250, count: 3 } as const;
/** For so long, and so often, a document of which no picture could be used is looked at again. */
const AGAIN_WITHIN_MS = 8_000;
const MOST_AGAIN = 4;
/** What the next picture may not have any more, with nobody doing anything. */
const PASSES: ReadonlySet<string> = new Set(['blurred', 'moving', 'unreadable']);
/** What the first pictures showed is no more to be seen. */
const GONE: ReadonlySet<string> = new Set(['no_document', 'wrong_side', 'wrong_document']);
const isUnfit = ({ outcome, advice }: DocumentReading): boolean => outcome === 'refused' && advice.some((each) => PASSES.has(each));

/** As the reader names what a flow asks for; all others are named as a bank declares them. */
const READER_TYPES: Readonly<Record<string, string>> = {
  'cn_resident_id portrait': 'cn-id',
  'cn_resident_id emblem': 'cn-id-back',
  'passport data_page': 'passport',
};

interface Parts {
  readonly core: Core;
  /** Null: nobody reads, and the pictures are for the agent. */
  readonly engines: IdentityEngines | null;
  readonly takeStills: TakeStills;
  readonly sentStills: SentStills;
  readonly addressOf: (stillId: string) => string;
}

interface Document {
  readonly documentType: string | null;
  /** Which side. */
  readonly what: string;
  /** What the customer's page announced; null where it announced nothing. */
  readonly announced: SentStill | null;
  readonly sessionId: SentStill['sessionId'];
}

/**
 * Pictures one side of a document as it is recorded, and reads it. A still that the page announced is waited for only after the recording has been
 * pictured: both are of one moment, and it counts only where it shows what was recorded.
 */
export async function lookAtDocument(
  { core, engines, takeStills, sentStills, addressOf }: Parts,
  { sessionId, documentType, what, announced }: Document,
  signal: AbortSignal,
): Promise<Looked> {
  const begunMs = performance.now();
  let frames = await takeStills(sessionId, engines === null ? null : OF_A_DOCUMENT);
  const sent = announced === null ? null : await sentStills.arrived(announced, signal);
  const told = (finding: StillFinding) =>
    announced === null
      ? {}
      : { sent: { image: sent === null ? null : addressOf(sent.stillId), finding: sent === null ? 'never_came' : finding } as const };
  const [first = null] = frames;
  if (first === null) return { still: null, hint: () => null, ...told('nothing_recorded') };
  const type = READER_TYPES[`${documentType} ${what}`] ?? `${documentType}-${what}`.replaceAll('_', '-');
  // What nobody has described is for the agent's eye: an engine could only say that it is something else.
  const readers = engines?.reads(type) === true ? engines : null;
  const readOf = (taken: typeof frames) =>
    readers?.read({ pictures: taken.map(({ jpeg }) => jpeg), still: sent?.jpeg ?? null, type }) ?? null;
  let read = await readOf(frames);
  if (read === null) return { still: first, hint: () => null, ...told('not_judged') };
  // A call begins with a coarse picture, and a hand comes to rest: before somebody is asked to show it again it is looked at again.
  for (let left = MOST_AGAIN; left > 0 && isUnfit(read.reading); left -= 1) {
    if (performance.now() - begunMs > AGAIN_WITHIN_MS || signal.aborted) break;
    const taken = await takeStills(sessionId, OF_A_DOCUMENT);
    const again = taken.length === 0 ? null : await readOf(taken);
    // It was taken away or turned by now, as the page asks for the next side: what the first pictures lacked is what there is to say.
    if (again === null || again.reading.advice.some((each) => GONE.has(each))) break;
    // Of pictures of which none can be used the first show what was held up when it was said to be there.
    if (!isUnfit(again.reading)) [frames, read] = [taken, again];
  }
  const { frame, still: finding } = read;
  const reading = await heldAgainstBank(core, sessionId, read.reading);
  return {
    still: frames[frame] ?? first,
    read: reading,
    hint: (image, held = reading) => {
      const hint = readingHint(held, image);
      return finding !== null && isForeign(finding) ? { ...hint, decision: 'fail', reason: 'foreign_still' } : hint;
    },
    ...told(finding ?? 'not_judged'),
  };
}
