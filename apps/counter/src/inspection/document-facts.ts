import type { DocumentFact } from '@guichet/rules';
import { z } from 'zod';
import type { SealVerdict } from '../documents/verify-seal.ts';
import { type PlaceEvent, type StepRun, writtenConfig } from './run-story.ts';

const Places = z.object({ places: z.array(z.object({ name: z.string() })).default([]), readToEnd: z.boolean().default(true) });

/** What is known of the seals of documents, by id. */
export type SealVerdicts = ReadonlyMap<string, SealVerdict>;

/** By this a step is left that somebody went back from: what was shown there is given up, and another one is shown for it. */
const GONE_BACK_FROM = 'back';

/** The documents that were shown, and what became of each. */
export function documentFacts(steps: readonly StepRun[], place: PlaceEvent, seals: SealVerdicts): DocumentFact[] {
  return steps
    .filter(({ type, port }) => type === 'document' && port !== GONE_BACK_FROM)
    .flatMap((step) => documentOf(step, place, seals) ?? []);
}

function documentOf(step: StepRun, place: PlaceEvent, seals: SealVerdicts): DocumentFact | null {
  const last = (...names: string[]) => step.marks.findLast(({ payload }) => names.includes(payload.mark));
  const shown = last('document_shown');
  if (shown === undefined) return null;
  const written = new Set<string>();
  const read = new Set<number>();
  for (const { payload } of step.marks) {
    const at = String(payload.detail['place']);
    if (payload.mark === 'signature_written' || payload.mark === 'initials_written') written.add(at);
    if (payload.mark === 'writing_cleared') written.delete(at);
    if (payload.mark === 'page_read' && payload.detail['by'] === 'customer') read.add(Number(payload.detail['page']));
  }
  const config = step.compiled === null ? null : Places.safeParse(writtenConfig(step));
  const known = config?.success === true ? config.data : null;
  const [finished, declined, sealed] = [last('document_finished'), last('signing_declined'), last('document_sealed')];
  const { documentId, pages, template } = shown.payload.detail;
  const sealedId = String(sealed?.payload.detail['documentId'] ?? '');
  const verdict = seals.get(sealedId);
  return {
    node: step.path,
    documentId: typeof documentId === 'string' ? documentId : null,
    template: typeof template === 'string' ? template.slice(0, 64) : null,
    shown: place(shown),
    pages: typeof pages === 'number' ? pages : null,
    // Where reading to the end was not asked for nobody looked after it.
    pagesRead: known?.readToEnd === true ? [...read] : null,
    places: known?.places.length ?? null,
    written: written.size,
    finished: finished === undefined ? null : place(finished),
    declined: declined === undefined ? null : place(declined),
    seal:
      sealed === undefined
        ? null
        : {
            signerKind: String(sealed.payload.detail['signerKind']),
            verifies: verdict === undefined ? null : verdict.ok && verdict.hash === sealed.payload.detail['sealedHash'],
            sealed: place(sealed),
          },
  };
}
