import { AppError, type IdentityVerificationView, type RouteName, type SessionId, StillId, type VerificationId } from '@guichet/protocol';
import type { AuditedLooks } from '../audit/audited-looks.ts';
import { type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import { sessionsSeenBy, viewerOf } from '../recordings/recording-access.ts';
import type { ClearViews } from '../replay/clear-views.ts';
import type { Core } from '../sessions/core.ts';
import { maskFact } from '../sessions/views/masking.ts';
import type { IdentityChecks, KeptVerification } from './identity-checks.ts';
import type { SentStills } from './sent-stills.ts';

interface Parts {
  readonly identity: IdentityChecks;
  readonly sentStills: SentStills;
  readonly core: Core;
  readonly looks: AuditedLooks;
  readonly clear: ClearViews;
}

export function identityHandlers({
  identity,
  sentStills,
  core,
  looks,
  clear,
}: Parts): HttpHandlers<Extract<RouteName, `identity.${string}`>> {
  return {
    'identity.list': async ({ params }, context) => {
      const found = await identity.list(params.sessionId, sessionsSeenBy(viewerOf(context)));
      await looks.note({ action: 'identity.checks_viewed', staffId: staffIdOf(context), object: params.sessionId, detail: {} });
      const names = await namesOf(core, found);
      return { verifications: found.map((each) => viewOf(each, names)) };
    },
    'identity.sendStill': async ({ body: { nodeRunId, side, jpeg } }, { customerSessionId: sessionId }) => {
      if (sessionId === null) throw new AppError('unauthenticated');
      await sentStills.take({ sessionId, nodeRunId, side }, Buffer.from(jpeg, 'base64'));
      return {};
    },
    'identity.still': async ({ params }, context) => {
      const viewer = viewerOf(context);
      const { still, jpeg } = await identity.readStill(params.stillId, { session: sessionsSeenBy(viewer) });
      await clear.require(viewer, still.sessionId as SessionId);
      const detail = { sessionId: still.sessionId, check: still.check, what: still.what };
      await looks.note({ action: 'identity.still_viewed', staffId: staffIdOf(context), object: still.id, detail });
      // A face or a document stays out of every cache but that page's.
      await context.raw.reply.header('content-type', 'image/jpeg').header('cache-control', 'private, no-store').send(jpeg);
    },
  };
}

async function namesOf(core: Core, found: readonly KeptVerification[]): Promise<ReadonlyMap<string, string>> {
  const ids = found.flatMap(({ row }) => row.decidedById ?? []);
  const staff = await core.database.read((prisma) => prisma.staff.findMany({ where: { id: { in: ids } } }));
  return new Map(staff.map(({ id, displayName }) => [id, displayName]));
}

function viewOf({ row, kept }: KeptVerification, names: ReadonlyMap<string, string>): IdentityVerificationView {
  const { result = null, documentType = null } = kept ?? {};
  return {
    verificationId: row.id as VerificationId,
    check: row.check as IdentityVerificationView['check'],
    decision: row.decision as IdentityVerificationView['decision'],
    reason: result?.reason ?? null,
    engine: row.engine,
    engineVersion: row.engineVersion,
    confidence: result?.confidence ?? null,
    documentType,
    fields: (result?.fields ?? []).map(({ name, value, confidence, box, engine, engineVersion, correctedBy, personal }) => {
      const shown = value === null || !personal ? { value, masked: false } : maskFact(name, value);
      return { name, ...shown, confidence, box, engine, engineVersion, correctedBy };
    }),
    beside: result?.beside ?? [],
    images: (result?.images ?? []).map(({ what, ref, atMs }) => ({ what, stillId: stillOf(ref), at: atMs })),
    decidedBy: { role: row.decidedByRole, displayName: row.decidedById === null ? null : (names.get(row.decidedById) ?? null) },
    decidedAt: row.decidedAt.getTime(),
    hash: row.hash,
  };
}

const stillOf = (ref: string | null): StillId | null => StillId.safeParse(ref?.split('/').at(-1)).data ?? null;
