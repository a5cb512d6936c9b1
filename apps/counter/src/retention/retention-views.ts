import {
  type AlarmId,
  DamageOfObject,
  type DeletionId,
  type DeletionView,
  type HoldId,
  type HoldView,
  type KeyDestructionId,
  KeyDestructionState,
  type KeyDestructionView,
  type Language,
  type RecordingId,
  type RetentionLine,
  type RetentionPolicyView,
  type ServiceTypeId,
  type SessionId,
  type StaffId,
  type StoreAlarmView,
} from '@guichet/protocol';
import type { RetentionPolicy } from '@guichet/rules';
import { z } from 'zod';
import type { Tx } from '../database/database.ts';
import type { Deletion, KeyDestruction, LegalHold, PrismaClient, SessionRetention, StoreAlarm } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { namesOf } from '../staff/staff-names.ts';
import type { DeletionPlan } from './erase-session.ts';
import { reasonOf } from './legal-holds.ts';
import { toFacts } from './retention.ts';

type Reader = Tx | PrismaClient;
const Applied = z.array(z.object({ id: z.string() }));

/** Who looks, and in which language they are told names. */
export interface Onlooker {
  readonly staffId: StaffId;
  readonly language: Language;
}

export async function policyViews(reader: Reader, policies: readonly RetentionPolicy[]): Promise<RetentionPolicyView[]> {
  const given = await reader.serviceRetention.findMany();
  return policies.map(({ id, version, pack, title, citation, source, checked, on, appliesTo, periods }) => ({
    id,
    version,
    pack,
    title,
    citation,
    source,
    checked,
    on,
    appliesTo,
    periods,
    services: given.filter(({ policyId }) => policyId === id).map(({ serviceTypeId }) => serviceTypeId as ServiceTypeId),
  }));
}

export async function lineViews(reader: Reader, rows: readonly SessionRetention[], nowMs: number): Promise<RetentionLine[]> {
  const ids = rows.map(({ sessionId }) => sessionId);
  const [sessions, holds] = await Promise.all([
    reader.session.findMany({
      where: { id: { in: ids } },
      select: { id: true, number: true, serviceType: { select: { titleZh: true, titleEn: true } }, recordings: { select: { id: true } } },
    }),
    reader.legalHold.groupBy({ by: ['sessionId'], where: { sessionId: { in: ids }, releasedAt: null }, _count: true }),
  ]);
  return rows.flatMap((row) => {
    const session = sessions.find(({ id }) => id === row.sessionId);
    if (session === undefined) return [];
    const standing = holds.find(({ sessionId }) => sessionId === row.sessionId)?._count ?? 0;
    return [
      {
        ...toFacts(row, standing, nowMs),
        sessionNumber: session.number,
        serviceTitle: { 'zh-CN': session.serviceType.titleZh, en: session.serviceType.titleEn },
        recordedAt: row.recordedAt.getTime(),
        recordings: session.recordings.map(({ id }) => id as RecordingId),
        policies: Applied.parse(row.policies).map(({ id }) => id),
      },
    ];
  });
}

export async function holdViews(
  core: Core,
  reader: PrismaClient,
  rows: readonly LegalHold[],
  { staffId, language }: Onlooker,
): Promise<HoldView[]> {
  const nameOf = await namesOf(
    reader,
    rows.flatMap(({ placedBy, releaseRequestedBy, releasedBy }) => [placedBy, releaseRequestedBy, releasedBy]),
    language,
  );
  const numberOf = await numbersOf(reader, rows);
  return Promise.all(
    rows.map(async (row) => {
      const sessionId = row.sessionId as SessionId;
      const state = row.releasedAt !== null ? 'released' : row.releaseRequestedAt !== null ? 'release_requested' : 'standing';
      return {
        holdId: row.id as HoldId,
        sessionId,
        sessionNumber: numberOf(sessionId),
        recordingId: row.recordingId as RecordingId | null,
        state,
        reason: await reasonOf(core, reader, sessionId, row.reason),
        placedBy: nameOf(row.placedBy),
        placedAt: row.placedAt.getTime(),
        releaseReason: row.releaseReason === null ? null : await reasonOf(core, reader, sessionId, row.releaseReason),
        releaseRequestedBy: nameOf(row.releaseRequestedBy),
        releaseRequestedAt: row.releaseRequestedAt?.getTime() ?? null,
        releasedBy: nameOf(row.releasedBy),
        releasedAt: row.releasedAt?.getTime() ?? null,
        mayRelease: state === 'release_requested' && row.releaseRequestedBy !== staffId,
      } satisfies HoldView;
    }),
  );
}

export async function deletionViews(reader: Reader, rows: readonly Deletion[], language: Language): Promise<DeletionView[]> {
  const nameOf = await namesOf(
    reader,
    rows.map(({ requestedBy }) => requestedBy),
    language,
  );
  const numberOf = await numbersOf(reader, rows);
  return rows.map((row) => {
    const objects = (row.plan as unknown as DeletionPlan).recordings.flatMap((recording) => recording.objects);
    return {
      deletionId: row.id as DeletionId,
      sessionId: row.sessionId as SessionId,
      sessionNumber: numberOf(row.sessionId),
      state: row.state === 'done' ? 'done' : 'deleting',
      requestedBy: nameOf(row.requestedBy),
      reason: row.reason,
      startedAt: row.startedAt.getTime(),
      finishedAt: row.finishedAt?.getTime() ?? null,
      objects: objects.length,
      sizeBytes: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      locked: row.locked,
      certificateHash: row.certificateHash,
    };
  });
}

export async function alarmViews(reader: Reader, rows: readonly StoreAlarm[], language: Language): Promise<StoreAlarmView[]> {
  const nameOf = await namesOf(
    reader,
    rows.map(({ acknowledgedBy }) => acknowledgedBy),
    language,
  );
  const recordings = await reader.recording.findMany({
    where: { id: { in: rows.map(({ recordingId }) => recordingId) } },
    select: { id: true, session: { select: { number: true } } },
  });
  return rows.map((row) => ({
    alarmId: row.id as AlarmId,
    recordingId: row.recordingId as RecordingId,
    sessionNumber: recordings.find(({ id }) => id === row.recordingId)?.session.number ?? '',
    object: row.object,
    damage: DamageOfObject.parse(row.damage),
    fromByte: row.fromByte,
    toByte: row.toByte,
    atMs: row.atMs,
    foundAt: row.foundAt.getTime(),
    acknowledgedBy: nameOf(row.acknowledgedBy),
    acknowledgedAt: row.acknowledgedAt?.getTime() ?? null,
    resolvedAt: row.resolvedAt?.getTime() ?? null,
  }));
}

export async function destructionViews(
  reader: Reader,
  rows: readonly KeyDestruction[],
  { staffId, language }: Onlooker,
): Promise<KeyDestructionView[]> {
  const nameOf = await namesOf(
    reader,
    rows.flatMap(({ requestedBy, decidedBy }) => [requestedBy, decidedBy]),
    language,
  );
  return rows.map((row) => ({
    keyDestructionId: row.id as KeyDestructionId,
    kind: row.kind === 'master' ? 'master' : 'recording',
    object: row.object,
    reason: row.reason,
    state: KeyDestructionState.parse(row.state),
    requestedBy: nameOf(row.requestedBy),
    requestedAt: row.requestedAt.getTime(),
    decidedBy: nameOf(row.decidedBy),
    decidedAt: row.decidedAt?.getTime() ?? null,
    certificateHash: row.certificateHash,
    mayConfirm: row.state === 'requested' && row.requestedBy !== staffId,
  }));
}

async function numbersOf(reader: Reader, rows: readonly { readonly sessionId: string }[]): Promise<(sessionId: string) => string> {
  const sessions = await reader.session.findMany({
    where: { id: { in: rows.map(({ sessionId }) => sessionId) } },
    select: { id: true, number: true },
  });
  const numbers = new Map(sessions.map(({ id, number }) => [id, number]));
  return (sessionId) => numbers.get(sessionId) ?? '';
}
