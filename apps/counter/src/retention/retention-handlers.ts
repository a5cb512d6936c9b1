import { type Actor, AppError, type Language, type RetentionFacts, type RouteName, type SessionId } from '@guichet/protocol';
import type { StoreDesk } from '../archive/store-desk.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { AuditedLooks } from '../audit/audited-looks.ts';
import type { Tx } from '../database/database.ts';
import type { Prisma } from '../database/generated/client.ts';
import { type HttpContext, type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import type { MasterKeys } from '../keys/master-keys.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession, type SessionRow } from '../sessions/session-row.ts';
import { findVisible, viewerOf } from '../recordings/recording-access.ts';
import type { Deletions } from './deletions.ts';
import type { KeyCeremonies } from './key-ceremonies.ts';
import type { LegalHolds } from './legal-holds.ts';
import { policiesOf } from './policies-of.ts';
import { type Retention, toFacts } from './retention.ts';
import { alarmViews, deletionViews, destructionViews, holdViews, lineViews, type Onlooker, policyViews } from './retention-views.ts';

type RetentionRouteName = Extract<
  RouteName,
  | `retention.${string}`
  | `holds.${string}`
  | `deletions.${string}`
  | `store.${string}`
  | `storeKeys.${string}`
  | `keyDestructions.${string}`
  | `retained.${string}`
>;

const CEREMONIES_SHOWN = 50;

interface RetentionHandlersOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly retention: Retention;
  readonly holds: LegalHolds;
  readonly deletions: Deletions;
  readonly ceremonies: KeyCeremonies;
  readonly masterKeys: MasterKeys;
  readonly desk: StoreDesk;
}

const languageOf = ({ staff }: HttpContext): Language => staff?.language ?? 'zh-CN';
const onlooker = (context: HttpContext): Onlooker => ({ staffId: staffIdOf(context), language: languageOf(context) });

/** How long recordings are kept, holds, deletions and the store, for the bank's system and for its staff. */
export function retentionHandlers(options: RetentionHandlersOptions): HttpHandlers<RetentionRouteName> {
  return { ...bankHandlers(options), ...retentionPages(options), ...holdHandlers(options), ...storeHandlers(options) };
}

function bankHandlers({ core, retention }: RetentionHandlersOptions) {
  /** In one transaction with the session locked; whose it is not to whom it does not exist. */
  const tell = (
    sessionId: SessionId,
    { apiClientId }: HttpContext,
    work: (tx: Tx, session: SessionRow, actor: Actor) => Promise<void>,
  ): Promise<RetentionFacts> =>
    core.database.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      if (apiClientId === null || session.apiClientId !== apiClientId) throw new AppError('not_found');
      await work(tx, session, { kind: 'bank', id: apiClientId });
      const row = await tx.sessionRetention.findUnique({ where: { sessionId } });
      if (row === null) throw new AppError('wrong_state');
      const holds = await tx.legalHold.count({ where: { sessionId, releasedAt: null } });
      return toFacts(row, holds, core.clock());
    });
  return {
    'retained.read': ({ params }, context) => tell(params.sessionId, context, async () => undefined),
    'retained.endProduct': ({ params, body }, context) =>
      tell(params.sessionId, context, (tx, session, actor) => retention.ended('product', session, body.on, actor, tx)),
    'retained.endContract': ({ params, body }, context) =>
      tell(params.sessionId, context, (tx, session, actor) => retention.ended('contract', session, body.on, actor, tx)),
    'retained.openDispute': ({ params, body }, context) =>
      tell(params.sessionId, context, (tx, session, actor) => retention.disputed(session, body.disputeId, true, actor, tx)),
    'retained.closeDispute': ({ params }, context) =>
      tell(params.sessionId, context, (tx, session, actor) => retention.disputed(session, params.disputeId, false, actor, tx)),
  } satisfies Partial<HttpHandlers<RetentionRouteName>>;
}

function retentionPages({ core, audit, retention, deletions }: RetentionHandlersOptions) {
  const { database } = core;
  const looks = new AuditedLooks(audit, core.clock);
  return {
    'retention.policies': () => database.read(async (prisma) => ({ policies: await policyViews(prisma, retention.policies) })),
    'retention.give': async ({ params: { serviceTypeId }, body }, context) => {
      const by = staffIdOf(context);
      const known = new Set(retention.policies.map(({ id }) => id));
      const wanted = [...new Set(body.policies)];
      if (wanted.some((id) => !known.has(id))) throw new AppError('not_found');
      await database.transaction(async (tx) => {
        if ((await tx.serviceType.findUnique({ where: { id: serviceTypeId }, select: { id: true } })) === null)
          throw new AppError('not_found');
        await tx.serviceRetention.deleteMany({ where: { serviceTypeId, policyId: { notIn: wanted } } });
        await tx.serviceRetention.createMany({
          data: wanted.map((policyId) => ({ serviceTypeId, policyId, givenBy: by, givenAt: new Date(core.clock()) })),
          skipDuplicates: true,
        });
        await audit.record(tx, { action: 'retention.given', staffId: by, object: serviceTypeId, detail: { policies: wanted.join(' ') } });
      });
      return database.read(async (prisma) => ({ policies: await policyViews(prisma, retention.policies) }));
    },
    'retention.list': ({ query: { show, limit, offset } }) =>
      database.read(async (prisma) => {
        const nowMs = core.clock();
        const [holds, disputed] = await Promise.all([
          prisma.legalHold.findMany({ where: { releasedAt: null }, distinct: ['sessionId'], select: { sessionId: true } }),
          prisma.sessionRetention.findMany({ where: { state: 'kept', disputes: { isEmpty: false } }, select: { sessionId: true } }),
        ]);
        const held = [...holds, ...disputed].map(({ sessionId }) => sessionId);
        const isOver = { until: { lte: new Date(nowMs) } };
        // What has no end is kept: it is named, as a comparison with nothing is neither true nor false.
        const where = {
          kept: { state: 'kept', OR: [{ until: null }, { until: { gt: new Date(nowMs) } }, { sessionId: { in: held } }] },
          due: { state: 'kept', ...isOver, sessionId: { notIn: held } },
          held: { state: 'kept', sessionId: { in: held } },
          deleting: { state: 'deleting' },
        } satisfies Record<string, Prisma.SessionRetentionWhereInput>;
        const count = (which: keyof typeof where) => prisma.sessionRetention.count({ where: where[which] });
        const [rows, kept, due, heldCount, deleting] = await Promise.all([
          prisma.sessionRetention.findMany({
            where: where[show],
            orderBy: [{ until: { sort: 'asc', nulls: 'last' } }, { sessionId: 'asc' }],
            take: limit,
            skip: offset,
          }),
          count('kept'),
          count('due'),
          count('held'),
          count('deleting'),
        ]);
        const counts = { kept, due, held: heldCount, deleting };
        return { sessions: await lineViews(prisma, rows, nowMs), total: counts[show], counts };
      }),
    'retention.ofRecording': async ({ params: { recordingId } }, context) => {
      const viewer = viewerOf(context);
      return database.read(async (prisma) => {
        const { sessionId, archivedAt, deletedAt } = await findVisible(prisma, viewer, recordingId);
        const [row, holdRows, objects, lastCheck, alarms, destroyed, applied] = await Promise.all([
          prisma.sessionRetention.findUnique({ where: { sessionId } }),
          prisma.legalHold.findMany({ where: { sessionId }, orderBy: { placedAt: 'desc' } }),
          prisma.storedObject.count({ where: { recordingId, deletedAt: null } }),
          prisma.storedObject.findFirst({ where: { recordingId }, orderBy: { checkedAt: 'asc' }, select: { checkedAt: true } }),
          prisma.storeAlarm.count({ where: { recordingId, resolvedAt: null } }),
          prisma.recordingKey.findFirst({ where: { recordingId, wrapped: null }, select: { destroyedAt: true } }),
          policiesOf(prisma, sessionId as SessionId, retention.policies),
        ]);
        return {
          retention: row === null ? null : ((await lineViews(prisma, [row], core.clock()))[0] ?? null),
          policies: await policyViews(prisma, applied),
          holds: await holdViews(core, prisma, holdRows, onlooker(context)),
          store: {
            archivedAt: archivedAt?.getTime() ?? null,
            objects,
            lastCheckedAt: lastCheck?.checkedAt.getTime() ?? null,
            alarms,
            keyDestroyedAt: destroyed?.destroyedAt?.getTime() ?? null,
            deletedAt: deletedAt?.getTime() ?? null,
          },
        };
      });
    },
    'retention.delete': async ({ params: { recordingId }, body: { reason } }, context) => {
      const deletion = await deletions.request(staffIdOf(context), recordingId, reason);
      return first(await database.read((prisma) => deletionViews(prisma, [deletion], languageOf(context))));
    },
    'deletions.list': ({ query: { limit, offset } }, context) =>
      database.read(async (prisma) => {
        const rows = await prisma.deletion.findMany({ orderBy: { startedAt: 'desc' }, take: limit, skip: offset });
        return { deletions: await deletionViews(prisma, rows, languageOf(context)), total: await prisma.deletion.count() };
      }),
    'deletions.certificate': async ({ params: { deletionId } }, context) => {
      const row = await database.read((prisma) => prisma.deletion.findUnique({ where: { id: deletionId }, select: { certificate: true } }));
      await looks.note({ action: 'certificate.taken', staffId: staffIdOf(context), object: deletionId, detail: {} });
      sendCertificate(context, deletionId, row?.certificate);
    },
  } satisfies Partial<HttpHandlers<RetentionRouteName>>;
}

function holdHandlers({ core, holds }: RetentionHandlersOptions) {
  const { database } = core;
  const view = async (row: Parameters<typeof holdViews>[2][number], context: HttpContext) =>
    first(await database.read((prisma) => holdViews(core, prisma, [row], onlooker(context))));
  return {
    'holds.list': ({ query: { show, limit, offset } }, context) =>
      database.read(async (prisma) => {
        const where = show === 'released' ? { releasedAt: { not: null } } : { releasedAt: null };
        const rows = await prisma.legalHold.findMany({ where, orderBy: { placedAt: 'desc' }, take: limit, skip: offset });
        return { holds: await holdViews(core, prisma, rows, onlooker(context)), total: await prisma.legalHold.count({ where }) };
      }),
    'holds.place': async ({ params, body }, context) =>
      view(await holds.place(staffIdOf(context), params.recordingId, body.reason), context),
    'holds.requestRelease': async ({ params, body }, context) =>
      view(await holds.requestRelease(staffIdOf(context), params.holdId, body.reason), context),
    'holds.decideRelease': async ({ params, body }, context) =>
      view(await holds.decideRelease(staffIdOf(context), params.holdId, body.decision), context),
  } satisfies Partial<HttpHandlers<RetentionRouteName>>;
}

function storeHandlers({ core, audit, ceremonies, masterKeys, desk }: RetentionHandlersOptions) {
  const { database } = core;
  const looks = new AuditedLooks(audit, core.clock);
  const view = async (row: Parameters<typeof destructionViews>[1][number], context: HttpContext) =>
    first(await database.read((prisma) => destructionViews(prisma, [row], onlooker(context))));
  return {
    'store.status': () => desk.status(),
    'store.alarms': ({ query: { limit, offset } }, context) =>
      database.read(async (prisma) => {
        const rows = await prisma.storeAlarm.findMany({
          orderBy: [{ resolvedAt: { sort: 'desc', nulls: 'first' } }, { foundAt: 'desc' }],
          take: limit,
          skip: offset,
        });
        return { alarms: await alarmViews(prisma, rows, languageOf(context)), total: await prisma.storeAlarm.count() };
      }),
    'store.acknowledge': async ({ params: { alarmId } }, context) => {
      const alarm = await desk.acknowledge(staffIdOf(context), alarmId);
      return first(await database.read((prisma) => alarmViews(prisma, [alarm], languageOf(context))));
    },
    'store.scrub': async (_input, context) => {
      await desk.scrub(staffIdOf(context));
      return {};
    },
    'storeKeys.list': (_input, context) =>
      database.read(async (prisma) => {
        const inUse = await prisma.recordingKey.groupBy({ by: ['masterKeyId', 'recordingId'], where: { wrapped: { not: null } } });
        const rows = await prisma.keyDestruction.findMany({ orderBy: { requestedAt: 'desc' }, take: CEREMONIES_SHOWN });
        return {
          keys: masterKeys
            .list()
            .map((key) => ({ ...key, recordings: inUse.filter(({ masterKeyId }) => masterKeyId === key.keyId).length })),
          destructions: await destructionViews(prisma, rows, onlooker(context)),
        };
      }),
    'storeKeys.rotate': async (_input, context) => {
      await ceremonies.rotate(staffIdOf(context));
      return {};
    },
    'keyDestructions.request': async ({ body: { target, reason } }, context) =>
      view(await ceremonies.request(staffIdOf(context), target, reason), context),
    'keyDestructions.decide': async ({ params, body }, context) =>
      view(await ceremonies.decide(staffIdOf(context), params.keyDestructionId, body.decision), context),
    'keyDestructions.certificate': async ({ params: { keyDestructionId } }, context) => {
      const row = await database.read((prisma) =>
        prisma.keyDestruction.findUnique({ where: { id: keyDestructionId }, select: { certificate: true } }),
      );
      await looks.note({ action: 'certificate.taken', staffId: staffIdOf(context), object: keyDestructionId, detail: {} });
      sendCertificate(context, keyDestructionId, row?.certificate);
    },
  } satisfies Partial<HttpHandlers<RetentionRouteName>>;
}

function sendCertificate({ raw }: HttpContext, id: string, certificate: unknown): void {
  if (certificate === undefined) throw new AppError('not_found');
  if (certificate === null) throw new AppError('wrong_state');
  raw.reply.header('content-disposition', `attachment; filename="${id}.json"`);
  raw.reply.type('application/json').send(JSON.stringify(certificate));
}

function first<T>(views: readonly T[]): T {
  const [view] = views;
  if (view === undefined) throw new AppError('not_found');
  return view;
}
