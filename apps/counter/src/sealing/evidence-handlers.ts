import {
  AppError,
  type EvidenceExportId,
  type EvidenceExportView,
  type EvidenceView,
  ExportReason,
  newId,
  type RouteName,
  type SealStatus,
  type SessionId,
  type StaffRole,
} from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { AuditedLooks } from '../audit/audited-looks.ts';
import type { EvidenceExport, PrismaClient, Seal, SealStamp } from '../database/generated/client.ts';
import type { HttpContext, HttpHandlers } from '../http/http-handlers.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { type Viewer, viewerOf, sessionsSeenBy } from '../recordings/recording-access.ts';
import { requireKept } from '../recordings/require-there.ts';
import type { Core } from '../sessions/core.ts';
import type { EvidencePackages } from './evidence-packages.ts';
import type { Institution } from './institution.ts';
import type { SealLog } from './seal-log.ts';
import { LOCAL_AUTHORITY } from './time-authority.ts';

export type EvidenceRouteName = Extract<RouteName, `evidence.${string}` | `log.${string}`>;

interface Parts {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly looks: AuditedLooks;
  readonly jobs: JobQueue;
  readonly institution: Institution;
  readonly log: SealLog;
  readonly packages: EvidencePackages;
}

const MAY_EXPORT: readonly StaffRole[] = ['supervisor', 'reviewer'];
const mayExport = ({ roles }: Viewer): boolean => roles.some((role) => MAY_EXPORT.includes(role));

/** Where seals stand, packages for whoever says why, and the public log. */
export function evidenceHandlers({ core, audit, looks, jobs, institution, log, packages }: Parts): HttpHandlers<EvidenceRouteName> {
  const { database, clock } = core;

  /** Throws `not_found` for a session of which the viewer may see no recording. */
  const requireVisible = async (viewer: Viewer, sessionId: SessionId): Promise<void> => {
    const seen = await database.read((prisma) => prisma.recording.count({ where: { sessionId, session: sessionsSeenBy(viewer) } }));
    if (seen === 0) throw new AppError('not_found');
  };
  const tile = async (parts: readonly (string | undefined)[], { raw }: HttpContext): Promise<void> => {
    const bytes = await log.tile(parts.filter((part) => part !== undefined).join('/'));
    await raw.reply
      .header('content-type', 'application/octet-stream')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(Buffer.from(bytes));
  };

  return {
    'evidence.read': async ({ params: { sessionId } }, context) => {
      const viewer = viewerOf(context);
      await requireVisible(viewer, sessionId);
      await looks.note({ action: 'evidence.viewed', staffId: viewer.staffId, object: sessionId, detail: {} });
      return database.read((prisma) => toView(prisma, institution, viewer, sessionId));
    },
    'evidence.export': async ({ params: { sessionId }, body: { reason } }, context) => {
      const viewer = viewerOf(context);
      await requireVisible(viewer, sessionId);
      const row = await database.transaction(async (tx) => {
        const seal = await tx.seal.findUnique({ where: { sessionId }, select: { status: true } });
        await requireKept(tx, sessionId);
        if (seal?.status !== 'sealed') throw new AppError('recording_not_ready');
        const created = await tx.evidenceExport.create({
          data: { id: newId('exp'), sessionId, staffId: viewer.staffId, reason, status: 'pending', requestedAt: new Date(clock()) },
        });
        await jobs.enqueue(tx, 'evidence.package', { exportId: created.id as EvidenceExportId }, { key: created.id });
        await audit.record(tx, {
          action: 'evidence.requested',
          staffId: viewer.staffId,
          object: sessionId,
          detail: { exportId: created.id, reason },
        });
        return created;
      });
      return database.read(async (prisma) => toExport(row, await namesOf(prisma, [row]), viewer));
    },
    'evidence.package': async ({ params: { sessionId, exportId } }, context) => {
      const viewer = viewerOf(context);
      const row = await database.read((prisma) => prisma.evidenceExport.findUnique({ where: { id: exportId } }));
      // Whoever needs it as well says why for themselves.
      if (row === null || row.sessionId !== sessionId || row.staffId !== viewer.staffId) throw new AppError('not_found');
      if (row.status !== 'ready') throw new AppError(row.status === 'pending' ? 'recording_not_ready' : 'not_found');
      const session = await database.read((prisma) =>
        prisma.session.findUniqueOrThrow({ where: { id: sessionId }, select: { number: true } }),
      );
      await looks.note({
        action: 'evidence.exported',
        staffId: viewer.staffId,
        object: sessionId,
        detail: { exportId, reason: row.reason, sha256: row.sha256 },
      });
      const { folder, name } = packages.fileNameOf(exportId);
      const { reply } = context.raw;
      reply.header('content-disposition', `attachment; filename="${session.number.replace(/[^A-Za-z0-9-]/g, '')}.asice"`);
      reply.header('cache-control', 'private, no-store');
      reply.sendFile(name, folder, { cacheControl: false, contentType: false, acceptRanges: true, dotfiles: 'deny', index: false });
      reply.type('application/vnd.etsi.asic-e+zip');
    },
    'evidence.trust': async () => ({
      certificates: institution.trust,
      logKey: institution.logKey,
      demo: institution.demo,
      localAuthority: institution.timeAuthorities.some(({ name }) => name === LOCAL_AUTHORITY),
    }),
    'log.checkpoint': async (_input, { raw }) => {
      await raw.reply
        .header('content-type', 'text/plain; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(await log.checkpoint());
    },
    'log.tile': ({ params }, context) => tile([params['level'], params['first']] as string[], context),
    'log.tileOfTwo': ({ params }, context) => tile([params['level'], params['first'], params['second']] as string[], context),
    'log.tileOfThree': ({ params }, context) =>
      tile([params['level'], params['first'], params['second'], params['third']] as string[], context),
  };
}

async function toView(prisma: PrismaClient, institution: Institution, viewer: Viewer, sessionId: SessionId): Promise<EvidenceView> {
  const [seal, heads, exports] = await Promise.all([
    prisma.seal.findUnique({
      where: { sessionId },
      omit: { manifest: true, signature: true },
      include: { stamps: { omit: { token: true } } },
    }),
    prisma.signedHead.count({ where: { sessionId } }),
    mayExport(viewer) ? prisma.evidenceExport.findMany({ where: { sessionId }, orderBy: { requestedAt: 'desc' }, take: 50 }) : [],
  ]);
  const names = await namesOf(prisma, exports);
  return {
    status: statusOf(seal),
    failure: seal?.failure ?? null,
    sealedAt: seal?.sealedAt?.getTime() ?? null,
    manifestHash: seal?.manifestHash ?? null,
    logIndex: seal?.logIndex ?? null,
    signer: { name: institution.signerName, demo: institution.demo },
    stamps: (seal?.stamps ?? []).map(({ authority, stampedAt, attempts }) => ({
      authority,
      local: authority === LOCAL_AUTHORITY,
      stampedAt: stampedAt?.getTime() ?? null,
      attempts,
    })),
    heads,
    exports: exports.map((row) => toExport(row, names, viewer)),
    mayExport: mayExport(viewer),
  };
}

function statusOf(seal: (Pick<Seal, 'status'> & { readonly stamps: readonly Pick<SealStamp, 'stampedAt'>[] }) | null): SealStatus {
  if (seal === null) return 'none';
  if (seal.status !== 'sealed') return seal.status === 'failed' ? 'failed' : 'pending';
  return seal.stamps.every(({ stampedAt }) => stampedAt !== null) ? 'sealed' : 'waiting';
}

async function namesOf(prisma: PrismaClient, rows: readonly EvidenceExport[]): Promise<ReadonlyMap<string, string>> {
  const staff = await prisma.staff.findMany({
    where: { id: { in: rows.map(({ staffId }) => staffId) } },
    select: { id: true, displayName: true },
  });
  return new Map(staff.map(({ id, displayName }) => [id, displayName]));
}

function toExport(row: EvidenceExport, names: ReadonlyMap<string, string>, { staffId }: Viewer): EvidenceExportView {
  return {
    exportId: row.id as EvidenceExportId,
    staffName: names.get(row.staffId) ?? '',
    own: row.staffId === staffId,
    reason: ExportReason.parse(row.reason),
    status: row.status as EvidenceExportView['status'],
    progress: row.progress,
    failure: row.failure,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    sha256: row.sha256,
    requestedAt: row.requestedAt.getTime(),
  };
}
