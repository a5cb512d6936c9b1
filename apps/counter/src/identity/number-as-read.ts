import { setTimeout as pause } from 'node:timers/promises';
import type { SessionId } from '@guichet/protocol';
import type { IdentityChecks } from './identity-checks.ts';
import { readFields } from './read-fields.ts';

/** An engine reads a document in a second or two, on a busy machine in eight. */
const MOST_MS = 10_000;
const EVERY_MS = 500;
/** Pictures are dated by the recorder's clock, and asked for by the counter's. */
const CLOCKS_APART_MS = 1_000;

interface OfDocument {
  readonly sessionId: SessionId;
  readonly nodeRunId: string;
  /** When it was shown: what was read before is of another one. */
  readonly sinceMs: number;
  readonly signal: AbortSignal;
}

/**
 * The number of a document as an engine reads it in this step. Whoever reads theirs aloud as soon as they are asked to is done before the engine is: it is
 * waited for. Null: no number came.
 */
export async function numberAsRead(
  identity: Pick<IdentityChecks, 'readingsSince'>,
  { sessionId, nodeRunId, sinceMs, signal }: OfDocument,
): Promise<string | null> {
  const untilMs = performance.now() + MOST_MS;
  for (;;) {
    const readings = await identity.readingsSince({ sessionId, nodeRunId, sinceMs: sinceMs - CLOCKS_APART_MS });
    const number = readings
      .flatMap(({ reading }) => readFields(reading.fields))
      .find(({ name, value }) => name === 'idNumber' && value !== null);
    if (number !== undefined || signal.aborted || performance.now() >= untilMs) return number?.value ?? null;
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
