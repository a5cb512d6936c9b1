import { z } from 'zod';
import { RuleOutcome } from '../replay/timeline.ts';
import { RecordingStatus, SessionEndReason, SessionStatus } from '../sessions/states.ts';
import { RecordingId, SavedViewId, ServiceTypeId, SessionId, StaffId } from '../wire/ids.ts';
import { Language, LocalText } from '../wire/language.ts';
import type { RouteSpec } from './route-spec.ts';

const UnixMs = z.number().int().nonnegative();
const Nothing = z.object({});
const MAY_SEARCH = ['supervisor', 'reviewer', 'admin'] as const;
const LOOK = { perSecond: 5, burst: 30 };
const Code = z.string().min(1).max(64);

/** What sessions are searched by. What a bank knows of its customers is compared by keyed hashes and stands in no address. */
export const SessionQuery = z.object({
  /** Words in forms, chat, and in the names of services, products and agents; each has to be found. */
  text: z.string().trim().max(200).optional(),
  customerName: z.string().trim().min(1).max(100).optional(),
  /** Phone, customer or identity number, whole. */
  number: z.string().trim().min(3).max(64).optional(),
  serviceTypeIds: z.array(ServiceTypeId).max(50).optional(),
  products: z.array(Code).max(50).optional(),
  agentIds: z.array(StaffId).max(100).optional(),
  outcomes: z.array(Code).max(50).optional(),
  endReasons: z.array(SessionEndReason).max(20).optional(),
  /** Rules that were found to fail or warn. */
  rules: z.array(Code).max(50).optional(),
  inspection: z.array(RuleOutcome).max(4).optional(),
  hasGaps: z.boolean().optional(),
  from: UnixMs.optional(),
  until: UnixMs.optional(),
});
export type SessionQuery = z.infer<typeof SessionQuery>;

/** A session that was found. Names are masked. */
export const SessionHit = z.object({
  sessionId: SessionId,
  sessionNumber: z.string(),
  recordingId: RecordingId.nullable(),
  recordingStatus: RecordingStatus.nullable(),
  openedAt: UnixMs,
  status: SessionStatus,
  endReason: SessionEndReason.nullable(),
  serviceTitle: LocalText,
  product: z.string().nullable(),
  outcome: z.string().nullable(),
  customerName: z.string().nullable(),
  agentName: z.string().nullable(),
  durationMs: z.number().int().nonnegative().nullable(),
  gapCount: z.number().int().nonnegative(),
  /** Rules that fail or warn. */
  rules: z.array(z.string()),
  inspection: RuleOutcome.nullable(),
});
export type SessionHit = z.infer<typeof SessionHit>;

export const Facet = z.object({
  value: z.string(),
  label: LocalText.nullable(),
  count: z.number().int().nonnegative(),
});
export type Facet = z.infer<typeof Facet>;
export const FACETS = ['serviceTypeIds', 'products', 'agentIds', 'outcomes', 'endReasons', 'rules', 'inspection'] as const;
export type FacetName = (typeof FACETS)[number];

export const SearchReply = z.object({
  hits: z.array(SessionHit),
  total: z.number().int().nonnegative(),
  /** Each counted without its own choice, so that more of it can be chosen. */
  facets: z.object({
    serviceTypeIds: z.array(Facet),
    products: z.array(Facet),
    agentIds: z.array(Facet),
    outcomes: z.array(Facet),
    endReasons: z.array(Facet),
    rules: z.array(Facet),
    inspection: z.array(Facet),
  }),
});
export type SearchReply = z.infer<typeof SearchReply>;

/** A place in a recording where the words stand. */
export const FoundMoment = z.object({
  atMs: z.number().int(),
  kind: z.enum(['step', 'script', 'question', 'form', 'chat', 'document', 'warning', 'finding', 'note']),
  label: LocalText,
  /** With the words in it, masked as the viewer sees it; null where the label says it all. */
  excerpt: z.string().nullable(),
});
export type FoundMoment = z.infer<typeof FoundMoment>;

export const SavedView = z.object({ savedViewId: SavedViewId, name: z.string().trim().min(1).max(60), query: SessionQuery });
export type SavedView = z.infer<typeof SavedView>;

/** Search across sessions and inside one. Bodies, never addresses, carry what is looked for: addresses are logged. */
export const searchRoutes = {
  'search.sessions': {
    method: 'POST',
    path: '/v1/search',
    summary: 'Sessions by customer, number, product, agent, service, outcome, finding and words, with facets',
    roles: MAY_SEARCH,
    rate: LOOK,
    body: z.object({
      query: SessionQuery,
      offset: z.number().int().min(0).max(10_000).default(0),
      limit: z.number().int().min(1).max(100).default(50),
    }),
    reply: SearchReply,
  },
  'search.within': {
    method: 'POST',
    path: '/v1/recordings/:recordingId/search',
    summary: 'Where the words stand in one recording: forms, chat, script, documents, findings, notes',
    roles: MAY_SEARCH,
    rate: LOOK,
    params: z.object({ recordingId: RecordingId }),
    body: z.object({ text: z.string().trim().min(1).max(200) }),
    reply: z.object({ moments: z.array(FoundMoment) }),
  },
  'search.export': {
    method: 'POST',
    path: '/v1/search/export',
    summary: 'What a search finds as CSV, masked and marked with who took it. Leaves an audit record',
    roles: MAY_SEARCH,
    rate: { perSecond: 0.2, burst: 5 },
    body: z.object({ query: SessionQuery, language: Language.default('zh-CN') }),
    reply: null,
  },
  'search.views': {
    method: 'GET',
    path: '/v1/search/views',
    summary: 'The searches one has saved',
    roles: MAY_SEARCH,
    rate: LOOK,
    reply: z.object({ views: z.array(SavedView) }),
  },
  'search.saveView': {
    method: 'POST',
    path: '/v1/search/views',
    summary: 'Save a search under a name; the same name again replaces it',
    roles: MAY_SEARCH,
    rate: { perSecond: 1, burst: 10 },
    body: SavedView.omit({ savedViewId: true }),
    reply: SavedView,
  },
  'search.removeView': {
    method: 'DELETE',
    path: '/v1/search/views/:savedViewId',
    summary: 'Forget a saved search of one’s own',
    roles: MAY_SEARCH,
    rate: { perSecond: 1, burst: 10 },
    params: z.object({ savedViewId: SavedViewId }),
    reply: Nothing,
  },
} as const satisfies Record<string, RouteSpec>;
