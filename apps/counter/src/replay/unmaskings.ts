import type { RecordingId, RevealReason, StaffRole } from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import type { Viewer } from '../recordings/recording-access.ts';

/** Long enough to watch a session; then the reason has to be given again. */
const UNMASKED_MS = 30 * 60_000;
const MAY_UNMASK: readonly StaffRole[] = ['supervisor', 'reviewer'];

export const mayUnmask = ({ roles }: Viewer): boolean => roles.some((role) => MAY_UNMASK.includes(role));

/** Who sees which recording in clear at the moment, and since they gave which reason. */
export class Unmaskings {
  readonly #database: Database;
  readonly #audit: AuditTrail;
  readonly #clock: Clock;

  constructor(options: { readonly database: Database; readonly audit: AuditTrail; readonly clock: Clock }) {
    this.#database = options.database;
    this.#audit = options.audit;
    this.#clock = options.clock;
  }

  /** Until when, Unix ms; null where it is masked. A role that was taken away takes the clear view with it. */
  async until(prisma: PrismaClient, viewer: Viewer, recordingId: RecordingId): Promise<number | null> {
    if (!mayUnmask(viewer)) return null;
    const row = await prisma.unmasking.findUnique({ where: { recordingId_staffId: { recordingId, staffId: viewer.staffId } } });
    return row !== null && row.until.getTime() > this.#clock() ? row.until.getTime() : null;
  }

  /** The audit record is committed before anything leaves in clear. */
  async begin({ staffId }: Viewer, recordingId: RecordingId, reason: RevealReason): Promise<number> {
    const until = this.#clock() + UNMASKED_MS;
    await this.#database.transaction(async (tx) => {
      const data = { reason, until: new Date(until) };
      await tx.unmasking.upsert({
        where: { recordingId_staffId: { recordingId, staffId } },
        create: { recordingId, staffId, ...data },
        update: data,
      });
      await this.#audit.record(tx, { action: 'recording.unmasked', staffId, object: recordingId, detail: { reason, until } });
    });
    return until;
  }

  async end({ staffId }: Viewer, recordingId: RecordingId): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const { count } = await tx.unmasking.deleteMany({ where: { recordingId, staffId } });
      if (count > 0) await this.#audit.record(tx, { action: 'recording.masked', staffId, object: recordingId, detail: {} });
    });
  }
}
