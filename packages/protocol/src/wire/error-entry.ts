import type { LocalText } from './language.ts';

/** What is known of one kind of error. */
export interface ErrorEntry {
  /** HTTP status of the REST edge; sockets carry the code alone. */
  readonly status: number;
  /** Whose mistake it is: theirs is answered and forgotten, ours is logged with its cause. */
  readonly fault: 'theirs' | 'ours';
  /** Whether the same request can succeed later without being changed. */
  readonly retryable: boolean;
  /** What the user is told, and what to do next. */
  readonly text: LocalText;
}
