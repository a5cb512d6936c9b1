import { DocumentId, FlowActorRole, LocalText, type Timeline, type TimelineDocument } from '@guichet/protocol';
import { z } from 'zod';
import type { RecordingClock } from './clock.ts';
import type { FlowStory, NodeStory } from './flow-story.ts';

const Page = z.number().int().positive();
const Shown = z.object({ documentId: z.string(), hash: z.string(), pages: z.number().int() });
const Presented = z.object({ page: Page });
const Read = z.object({ page: Page, dwellMs: z.number(), by: FlowActorRole });
const Signed = z.object({ place: z.string(), page: Page, by: FlowActorRole });
const Sealed = z.object({ documentId: z.string(), sealedHash: z.string() });
const Titled = z.object({ title: LocalText });

/** Documents as they lay before both: the page they were on, what was read, where they were signed. */
export function projectDocuments({ nodes }: FlowStory, clock: RecordingClock, mayOpen: boolean): Timeline['documents'] {
  return nodes.filter(({ type }) => type === 'document').map((node) => documentOf(node, clock, mayOpen));
}

function documentOf(node: NodeStory, clock: RecordingClock, mayOpen: boolean): TimelineDocument {
  const document: TimelineDocument = {
    nodeRunId: node.nodeRunId,
    documentId: null,
    hash: null,
    title: Titled.safeParse(node.config).data?.title ?? node.title,
    fromMs: clock.at(node.enteredAt),
    untilMs: clock.end(node.leftAt),
    pages: 0,
    turns: [],
    reads: [],
    signatures: [],
    sealedAtMs: null,
    declinedAtMs: null,
    mayOpen: false,
  };
  for (const fact of node.facts) {
    if (fact.kind !== 'marked') continue;
    const atMs = clock.at(fact.at);
    switch (fact.mark) {
      case 'document_shown': {
        const shown = Shown.parse(fact.detail);
        document.documentId = DocumentId.parse(shown.documentId);
        document.hash = shown.hash;
        document.pages = shown.pages;
        document.turns.push({ atMs, page: 1 });
        break;
      }
      case 'page_presented':
        document.turns.push({ atMs, ...Presented.parse(fact.detail) });
        break;
      case 'page_read':
        document.reads.push({ atMs, ...Read.parse(fact.detail) });
        break;
      case 'initials_written':
      case 'signature_written':
        document.signatures.push({ atMs, ...Signed.parse(fact.detail), initials: fact.mark === 'initials_written' });
        break;
      case 'document_sealed': {
        const sealed = Sealed.parse(fact.detail);
        document.sealedAtMs = atMs;
        document.documentId = DocumentId.parse(sealed.documentId);
        document.hash = sealed.sealedHash;
        break;
      }
      case 'signing_declined':
        document.declinedAtMs = atMs;
        break;
      default:
        break;
    }
  }
  return { ...document, mayOpen: mayOpen && document.documentId !== null };
}
