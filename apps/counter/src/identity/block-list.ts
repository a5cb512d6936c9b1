import { type BlockListMode, type BlockListView, BlockReason, type StaffId } from '@guichet/protocol';
import { AuditAction, type AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import { readBlockList } from './block-list-file.ts';
import type { DocumentHashes } from './document-hashes.ts';

/** Names the list among PostgreSQL's advisory locks: one file is taken after the other. */
const BLOCK_LIST_LOCK = 7_105_004;
/** Far fewer parameters than a statement may have. */
const AT_ONCE = 5_000;
const MOST_PROBLEMS = 100;

interface BlockListOptions {
  readonly database: Database;
  readonly audit: AuditTrail;
  readonly hashes: DocumentHashes;
  readonly clock: Clock;
}

/** The documents that the bank does not take, as an administrator brings them. */
export class BlockList {
  readonly #options: BlockListOptions;

  constructor(options: BlockListOptions) {
    this.#options = options;
  }

  view(): Promise<BlockListView> {
    return this.#options.database.read((prisma) => viewOf(prisma));
  }

  /** All of the file or nothing of it: half a list would be taken for the whole. Taking the same file again changes nothing. */
  async take(staffId: StaffId, { file, mode }: { readonly file: string; readonly mode: BlockListMode }) {
    const { database, audit, hashes, clock } = this.#options;
    const { documents, problems } = readBlockList(file);
    const refused = { isApplied: false, problems: problems.slice(0, MOST_PROBLEMS), problemCount: problems.length, added: 0, removed: 0 };
    if (problems.length > 0) return { ...refused, list: await this.view() };
    const wanted = new Map(documents.map(({ documentType, number, reason }) => [hashes.ofDocument(documentType, number), reason]));
    return database.transaction(async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(${BLOCK_LIST_LOCK})`;
      const removed = mode === 'add' ? 0 : await this.#remove(tx, mode, wanted);
      const added = mode === 'remove' ? 0 : await this.#add(tx, wanted, new Date(clock()));
      const total = await tx.blockedDocument.count();
      const detail = { mode, lines: documents.length, added, removed, total };
      await audit.record(tx, { action: AuditAction.blockListChanged, staffId, object: null, detail });
      return { isApplied: true, problems: [], problemCount: 0, added, removed, list: await viewOf(tx) };
    });
  }

  async #remove(tx: Tx, mode: 'remove' | 'replace', wanted: ReadonlyMap<string, BlockReason>): Promise<number> {
    let gone: string[];
    if (mode === 'remove') gone = [...wanted.keys()];
    else {
      const kept = await tx.blockedDocument.findMany({ select: { documentHash: true } });
      gone = kept.map(({ documentHash }) => documentHash).filter((hash) => !wanted.has(hash));
    }
    let removed = 0;
    for (const some of parts(gone)) removed += (await tx.blockedDocument.deleteMany({ where: { documentHash: { in: some } } })).count;
    return removed;
  }

  /** A reason that has changed is written anew and counts as nothing added. */
  async #add(tx: Tx, wanted: ReadonlyMap<string, BlockReason>, listedAt: Date): Promise<number> {
    let added = 0;
    for (const some of parts([...wanted])) {
      const data = some.map(([documentHash, reason]) => ({ documentHash, reason, listedAt }));
      added += (await tx.blockedDocument.createMany({ data, skipDuplicates: true })).count;
      for (const reason of BlockReason.options) {
        const hashes = some.filter(([, each]) => each === reason).map(([hash]) => hash);
        if (hashes.length > 0)
          await tx.blockedDocument.updateMany({ where: { documentHash: { in: hashes }, reason: { not: reason } }, data: { reason } });
      }
    }
    return added;
  }
}

async function viewOf(reader: Tx | PrismaClient): Promise<BlockListView> {
  const counted = await reader.blockedDocument.groupBy({ by: ['reason'], _count: { _all: true } });
  const changed = await reader.auditEvent.findFirst({ where: { action: AuditAction.blockListChanged }, orderBy: { seq: 'desc' } });
  const by = changed?.staffId == null ? null : await reader.staff.findUnique({ where: { id: changed.staffId } });
  const byReason = BlockReason.options.flatMap((reason) => {
    const count = counted.find((each) => each.reason === reason)?._count._all ?? 0;
    return count === 0 ? [] : [{ reason, count }];
  });
  const total = counted.reduce((sum, { _count }) => sum + _count._all, 0);
  return { total, byReason, changedAt: changed?.at.getTime() ?? null, changedBy: by?.displayName ?? null };
}

function* parts<Each>(all: readonly Each[]): Generator<Each[]> {
  for (let at = 0; at < all.length; at += AT_ONCE) yield all.slice(at, at + AT_ONCE);
}
