import type { DocumentReading } from '@guichet/identity/pool';
import type { CheckHint, StillFinding } from '@guichet/workflow';
import type { TakenStill } from '../nodes/media-plane.ts';

/** What is kept of a check and what an engine says of it. */
export interface Looked {
  /** Null where no picture could be taken. */
  readonly still: TakenStill | null;
  /** Is told where the picture stands, and of a document what was read with all that was held against it. */
  readonly hint: (image: string | null, read?: DocumentReading) => CheckHint | null;
  /** What was read on a side of a document, to be kept with its picture. */
  readonly read?: DocumentReading;
  /** What was found of a picture that the customer's page announced. */
  readonly sent?: { readonly image: string | null; readonly finding: StillFinding };
}
