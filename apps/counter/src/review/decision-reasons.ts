import type { ReviewId } from '@guichet/protocol';
import { z } from 'zod';
import type { PersonalVault } from '../sessions/personal-vault.ts';

/** A reviewer's reasons, by finding: free text that may speak of the customer. */
const Reasons = z.object({ overall: z.string(), findings: z.record(z.string(), z.string()) });
export type Reasons = z.infer<typeof Reasons>;

const placeOf = (reviewId: ReviewId, position: number): string => `review:${reviewId}:${position}`;

export function sealReasons(vault: PersonalVault, reviewId: ReviewId, position: number, reasons: Reasons): Uint8Array<ArrayBuffer> {
  return vault.sealAt(placeOf(reviewId, position), reasons);
}

export function openReasons(vault: PersonalVault, reviewId: ReviewId, position: number, sealed: Uint8Array | null): Reasons {
  return sealed === null ? { overall: '', findings: {} } : Reasons.parse(vault.openAt(placeOf(reviewId, position), sealed));
}
