import type { CheckHint, StillFinding } from '@guichet/workflow';
import type { TakenStill } from '../nodes/media-plane.ts';

/** What is kept of a check and what an engine says of it. */
export interface Looked {
  /** Null where no picture could be taken. */
  readonly still: TakenStill | null;
  /** Is told where the picture stands. */
  readonly hint: (image: string | null) => CheckHint | null;
  /** What was found of a picture that the customer's page announced. */
  readonly sent?: { readonly image: string | null; readonly finding: StillFinding };
}
