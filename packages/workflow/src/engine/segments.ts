import type { Draft } from './draft.ts';

/** The chapter of the recording that the run is in; a node that names none stays in the chapter before. */
export function enterSegment(draft: Draft, segment: string | undefined): void {
  if (segment === undefined || segment === draft.segment) return;
  endSegment(draft);
  draft.segment = segment;
  draft.note({ name: 'segment_started', segment });
}

export function endSegment(draft: Draft): void {
  if (draft.segment === null) return;
  draft.note({ name: 'segment_ended', segment: draft.segment });
  draft.segment = null;
}
