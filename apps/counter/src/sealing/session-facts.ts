import { canonicalJson } from '@guichet/evidence';
import type { ManifestRetention } from '@guichet/evidence/sealing';
import { AppError, type RecordingId, type SessionEvent, type SessionId } from '@guichet/protocol';
import type { RulePack } from '@guichet/rules';
import type { Bank, FlowVersion, Inspection, Recording, Session, SessionDocument } from '../database/generated/client.ts';
import type { Retention } from '../retention/retention.ts';
import { readBank } from '../sessions/bank.ts';
import type { Core } from '../sessions/core.ts';

/** Everything in the database that a seal is about, but for what is personal. */
export interface SessionFacts {
  readonly session: Session & { readonly serviceType: { readonly titleZh: string; readonly titleEn: string } };
  readonly bank: Bank;
  readonly events: readonly SessionEvent[];
  readonly recordings: readonly Recording[];
  readonly documents: readonly SessionDocument[];
  readonly inspections: readonly (Inspection & { readonly findings: readonly object[] })[];
  readonly verifications: readonly object[];
  readonly flow: FlowVersion | null;
  /** Those that the inspections were made with. */
  readonly packs: readonly RulePack[];
  readonly retention: ManifestRetention | null;
}

interface FactsOptions {
  readonly core: Core;
  readonly packs: readonly RulePack[];
  readonly retention: Pick<Retention, 'forManifest'>;
}

/** Throws `not_found`. */
export async function readSessionFacts(sessionId: SessionId, { core, packs, retention }: FactsOptions): Promise<SessionFacts> {
  const events = await core.log.read(sessionId);
  return core.database.read(async (prisma) => {
    const session = await prisma.session.findUnique({
      where: { id: sessionId },
      include: { serviceType: { select: { titleZh: true, titleEn: true } }, flowRun: { include: { flowVersion: true } } },
    });
    if (session === null) throw new AppError('not_found');
    const { flowRun, ...row } = session;
    const [bank, recordings, documents, inspections, verifications] = await Promise.all([
      readBank(prisma),
      prisma.recording.findMany({ where: { sessionId }, orderBy: [{ startedAt: 'asc' }, { id: 'asc' }] }),
      prisma.sessionDocument.findMany({ where: { sessionId, sealed: { not: null } }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
      prisma.inspection.findMany({
        where: { sessionId },
        orderBy: { createdAt: 'asc' },
        include: { findings: { orderBy: { position: 'asc' } } },
      }),
      prisma.identityVerification.findMany({ where: { sessionId }, orderBy: { decidedAt: 'asc' }, omit: { sealed: true } }),
    ]);
    const applied = new Set(inspections.flatMap((one) => (one.packs as { id: string; version: number }[]).map(packName)));
    return {
      session: row,
      bank,
      events,
      recordings,
      documents,
      inspections,
      verifications,
      flow: flowRun?.flowVersion ?? null,
      packs: packs.filter((pack) => applied.has(packName(pack))),
      retention: await retention.forManifest(prisma, sessionId),
    };
  });
}

const packName = ({ id, version }: { readonly id: string; readonly version: number | string }): string => `${id}@${version}`;

export const recordingIdsOf = ({ recordings }: SessionFacts): readonly RecordingId[] => recordings.map(({ id }) => id as RecordingId);

/** The session's log as its file: a line an event. The same events always give the same bytes. */
export const logFile = (events: readonly SessionEvent[]): Buffer =>
  Buffer.from(events.map((event) => `${canonicalJson(event)}\n`).join(''));
