import type { NodeContext } from '../node-type.ts';
import { saltedSeed, seededOrder } from '../shared/seeded.ts';
import { type DocumentType, documentSides, tiltSide } from './documents.ts';
import type { IdentityDocumentConfig } from './manifest.ts';

/** What has to be shown, in this order: its sides, and then the ways in which it is tilted, as the seed has them. */
export function sidesOf(
  documentType: DocumentType | null,
  { config, seed, visit }: NodeContext<IdentityDocumentConfig>,
): readonly string[] {
  if (documentType === null) return [];
  const order = seededOrder(config.tilts.length, saltedSeed(seed, visit, 'tilts'));
  return [...documentSides[documentType], ...order.flatMap((index) => config.tilts[index] ?? []).map(tiltSide)];
}
