import type { Finding, VerificationReport } from '@guichet/evidence/verification';

/** What doesn't hold, once a place: a chunk that was changed is also a file that was changed, and of the two the chunk says more. */
export function placesOf({ checks }: VerificationReport): readonly Finding[] {
  const places = new Map<string, Finding>();
  for (const finding of checks.flatMap(({ findings }) => findings)) {
    const key = finding.path ?? `${finding.recordingId} ${finding.chunk} ${finding.event} ${finding.fault} ${finding.offset}`;
    const before = places.get(key);
    if (before === undefined) places.set(key, finding);
    else if (precision(finding) > precision(before)) places.set(key, { offset: before.offset, ...finding });
  }
  return Array.from(places.values());
}

const precision = ({ chunk, event }: Finding): number => Number(chunk !== undefined) + Number(event !== undefined);
