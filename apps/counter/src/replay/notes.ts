import { AppError, newId, type NoteId, type RecordingId, type StaffId, type TimelineNote } from '@guichet/protocol';
import type { PrismaClient, ReplayNote } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';

interface NewNote {
  readonly atMs: number;
  readonly untilMs: number | null;
  readonly text: string;
}

const placeOf = (noteId: string): string => `replay-note:${noteId}`;

/** Notes that are pinned to moments of a recording, sealed: they may speak of the customer. */
export class ReplayNotes {
  readonly #core: Core;
  readonly #audit: AuditTrail;

  constructor(core: Core, audit: AuditTrail) {
    this.#core = core;
    this.#audit = audit;
  }

  async list(prisma: PrismaClient, recordingId: RecordingId, reader: StaffId): Promise<TimelineNote[]> {
    const rows = await prisma.replayNote.findMany({ where: { recordingId, removedAt: null }, orderBy: [{ atMs: 'asc' }, { id: 'asc' }] });
    const staff = await prisma.staff.findMany({
      where: { id: { in: rows.map(({ staffId }) => staffId) } },
      select: { id: true, displayName: true },
    });
    return rows.map((row) => this.#view(row, staff.find(({ id }) => id === row.staffId)?.displayName ?? '', reader));
  }

  async add(
    recordingId: RecordingId,
    by: { readonly staffId: StaffId; readonly displayName: string },
    note: NewNote,
  ): Promise<TimelineNote> {
    const noteId = newId('nte');
    const row = await this.#core.database.transaction(async (tx) => {
      const added = await tx.replayNote.create({
        data: {
          id: noteId,
          recordingId,
          staffId: by.staffId,
          atMs: note.atMs,
          untilMs: note.untilMs,
          text: this.#core.vault.sealAt(placeOf(noteId), note.text),
          createdAt: new Date(this.#core.clock()),
        },
      });
      await this.#audit.record(tx, {
        action: 'recording.noted',
        staffId: by.staffId,
        object: recordingId,
        detail: { noteId, atMs: note.atMs },
      });
      return added;
    });
    return this.#view(row, by.displayName, by.staffId);
  }

  /** One's own only; it stays in the database, out of sight, as what was written about a customer must be accountable. */
  async remove(recordingId: RecordingId, noteId: NoteId, staffId: StaffId): Promise<void> {
    await this.#core.database.transaction(async (tx) => {
      const { count } = await tx.replayNote.updateMany({
        where: { id: noteId, recordingId, staffId, removedAt: null },
        data: { removedAt: new Date(this.#core.clock()) },
      });
      if (count === 0) throw new AppError('not_found');
      await this.#audit.record(tx, { action: 'recording.note_removed', staffId, object: recordingId, detail: { noteId } });
    });
  }

  #view(row: ReplayNote, by: string, reader: StaffId): TimelineNote {
    return {
      noteId: row.id as NoteId,
      atMs: row.atMs,
      untilMs: row.untilMs,
      text: String(this.#core.vault.openAt(placeOf(row.id), row.text)),
      by,
      mine: row.staffId === reader,
      at: row.createdAt.getTime(),
    };
  }
}
