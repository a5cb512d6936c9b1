import {
  AppError,
  type ApiClientId,
  ConsentKind,
  type FlowRunId,
  Language,
  NetworkVerdict,
  SessionEndReason,
  type SessionId,
  SessionStatus,
  type ServiceTypeId,
  type StaffId,
} from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { Session } from '../database/generated/client.ts';
import type { SessionProjection } from './session-projection.ts';

/** A session's row with the types its columns stand for. */
export interface SessionRow extends SessionProjection {
  readonly id: SessionId;
  readonly number: string;
  readonly openedOn: string;
  readonly serviceTypeId: ServiceTypeId;
  readonly apiClientId: ApiClientId | null;
  readonly lastSeq: number;
  readonly lastHash: string;
  readonly openedAt: number;
  readonly expiresAt: number;
  readonly pageSeenAt: number | null;
}

export function toSessionRow(row: Session): SessionRow {
  return {
    id: row.id as SessionId,
    number: row.number,
    openedOn: row.openedOn,
    serviceTypeId: row.serviceTypeId as ServiceTypeId,
    apiClientId: row.apiClientId as ApiClientId | null,
    lastSeq: row.lastSeq,
    lastHash: row.lastHash,
    openedAt: row.openedAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    pageSeenAt: row.pageSeenAt?.getTime() ?? null,
    status: SessionStatus.parse(row.status),
    endReason: SessionEndReason.nullable().parse(row.endReason),
    language: Language.parse(row.language),
    accepted: row.accepted.map((kind) => ConsentKind.parse(kind)),
    checkVerdict: NetworkVerdict.nullable().parse(row.checkVerdict),
    agentId: row.agentId as StaffId | null,
    endedAt: row.endedAt?.getTime() ?? null,
    wrapUpDue: row.wrapUpDue,
    rated: row.rated,
    flowRunId: row.flowRunId as FlowRunId | null,
  };
}

/** An empty list can stand as NULL, which Prisma's own queries hide. */
type LockedSession = Omit<Session, 'accepted'> & { readonly accepted: string[] | null };

/**
 * The session's row, locked until the transaction ends: whoever decides upon a session's state, or appends to its log, is alone with
 * it. Locks are taken in one order everywhere, so that nobody waits in a circle: first the session, then staff by id.
 */
export async function lockSession(tx: Tx, sessionId: SessionId): Promise<SessionRow> {
  const [row] = await tx.$queryRaw<LockedSession[]>`select * from "Session" where "id" = ${sessionId} for update`;
  if (row === undefined) throw new AppError('not_found');
  return toSessionRow({ ...row, accepted: row.accepted ?? [] });
}
