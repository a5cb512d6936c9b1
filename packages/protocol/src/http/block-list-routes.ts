import { z } from 'zod';
import type { RouteSpec } from './route-spec.ts';

const UnixMs = z.number().int().nonnegative();
const Count = z.number().int().nonnegative();

/** Why a bank does not take a document that is otherwise in order. */
export const BlockReason = z.enum(['lost', 'stolen', 'withdrawn', 'fraud', 'other']);
export type BlockReason = z.infer<typeof BlockReason>;

/** What is kept says nothing of the documents: how many there are, and when somebody last changed them. */
export const BlockListView = z.object({
  total: Count,
  byReason: z.array(z.object({ reason: BlockReason, count: Count })),
  changedAt: UnixMs.nullable(),
  changedBy: z.string().nullable(),
});
export type BlockListView = z.infer<typeof BlockListView>;

/** `add` and `remove` the file's documents; `replace` the whole list by the file. */
export const BlockListMode = z.enum(['add', 'remove', 'replace']);
export type BlockListMode = z.infer<typeof BlockListMode>;

/** What is wrong with a line. Of the line itself nothing is repeated. */
export const BlockListProblem = z.enum(['columns', 'unknown_type', 'bad_number', 'unknown_reason', 'twice']);
export type BlockListProblem = z.infer<typeof BlockListProblem>;

/** Some hundred thousand lines. */
const MAX_FILE_CHARACTERS = 6 * 1024 * 1024;

/** Documents that the bank does not take. The bank brings a file; the counter keeps a keyed hash of each number, and forgets the file. */
export const blockListRoutes = {
  'blockList.read': {
    method: 'GET',
    path: '/v1/document-block-list',
    summary: 'How many documents the bank does not take, by reason; the numbers themselves are not kept',
    roles: ['admin'],
    rate: { perSecond: 5, burst: 30 },
    reply: BlockListView,
  },
  'blockList.import': {
    method: 'POST',
    path: '/v1/document-block-list',
    summary:
      'Add, remove or replace documents by a CSV file of `kind,number,reason`. A file with a bad line changes nothing; each bad line is named by its number',
    roles: ['admin'],
    rate: { perSecond: 0.5, burst: 5 },
    maxBytes: MAX_FILE_CHARACTERS + 64 * 1024,
    body: z.object({ file: z.string().min(1).max(MAX_FILE_CHARACTERS), mode: BlockListMode }),
    reply: z.object({
      isApplied: z.boolean(),
      /** The first hundred. */
      problems: z.array(z.object({ line: z.number().int().positive(), problem: BlockListProblem })),
      problemCount: Count,
      added: Count,
      removed: Count,
      list: BlockListView,
    }),
  },
} as const satisfies Record<string, RouteSpec>;
