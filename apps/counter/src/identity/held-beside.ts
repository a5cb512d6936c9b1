import { checkSides, type DocumentCheck, type DocumentReading } from '@guichet/identity/pool';
import type { SessionId } from '@guichet/protocol';
import type { Core } from '../sessions/core.ts';
import type { IdentityChecks } from './identity-checks.ts';
import { readFields } from './read-fields.ts';
import type { Duplicates, ShownDocuments } from './shown-documents.ts';

interface Parts {
  readonly core: Core;
  readonly identity: IdentityChecks;
  readonly shown: ShownDocuments;
}

interface ReadSide {
  readonly sessionId: SessionId;
  readonly nodeRunId: string;
  readonly documentType: string;
  /** Which side. */
  readonly what: string;
  readonly reading: DocumentReading;
  readonly duplicates: Duplicates;
}

/** Sides of a document with no other side. */
const ALONE: ReadonlySet<string> = new Set(['data_page']);

/**
 * The reading with everything held against it that does not stand on this side: the other side as it was read in this step, other sessions in which
 * the document was shown, and the bank's block list. The reading has been kept before, so that of two sides that are read at once the later sees the
 * earlier. A picture that could not be used is held against nothing: it will be taken again, or a person writes down what stands there.
 */
export async function heldBeside({ core, identity, shown }: Parts, side: ReadSide): Promise<DocumentReading> {
  const { sessionId, nodeRunId, documentType, what, reading, duplicates } = side;
  if (reading.outcome === 'refused') return reading;
  const other = ALONE.has(what) ? null : await identity.otherSide({ sessionId, nodeRunId, documentType, what });
  const checks: DocumentCheck[] = ALONE.has(what) ? [] : checkSides(reading, other?.outcome === 'refused' ? null : other);
  const read = readFields(reading.fields);
  const valueOf = (name: string): string | null => read.find((field) => field.name === name)?.value ?? null;
  const idNumber = valueOf('idNumber');
  if (idNumber !== null) {
    const document = { sessionId, documentType, idNumber, name: valueOf('name'), isWritten: false };
    checks.unshift(...(await core.database.transaction((tx) => shown.lookUp(tx, document, duplicates))).toReversed());
  }
  const failed = (name?: string): boolean => checks.some((check) => check.result === 'fail' && (name ?? check.name) === check.name);
  const outcome = failed('block_list') ? 'refused' : failed() && reading.outcome === 'accepted' ? 'needs_person' : reading.outcome;
  return { ...reading, outcome, checks: [...checks, ...reading.checks] };
}
