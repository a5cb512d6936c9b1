import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordingId, SessionEvent, StillId } from '@guichet/protocol';
import { takeStill } from '@guichet/recording/material';
import type { Recording } from '../database/generated/client.ts';
import type { IdentityChecks } from '../identity/identity-checks.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';
import { muxReportOf } from '../recordings/recording-views.ts';
import type { Core } from '../sessions/core.ts';
import { PROOFS } from './event-words.ts';
import type { SessionFacts } from './session-facts.ts';

/** The face of documents; what stands in the picture is the moment that it was taken of. */
const FONT = fileURLToPath(new URL('../fonts/NotoSansHans-Regular.otf', import.meta.resolve('@embedpdf/fonts-sc')));
/** Sealing waits for them: a session of many steps has a picture of some. */
const MAX_STILLS = 12;
const AT_ONCE = 3;

export interface ProofStill {
  readonly path: string;
  readonly atMs: number;
  /** The event that it belongs to; null for a picture that a check of identity took itself. */
  readonly event: number | null;
  /** Which check, and which of its pictures. */
  readonly what: string | null;
  readonly jpeg: Uint8Array;
}

interface Stills {
  readonly core: Core;
  readonly files: RecordingFiles;
  readonly identity: IdentityChecks;
}

/** Pictures of the customer at the moments of proof, from what was recorded, and those that checks of identity took. None is missed where one can't be made: the recording has it all. */
export async function proofStills({ core, files, identity }: Stills, facts: SessionFacts): Promise<readonly ProofStill[]> {
  const kept = await core.database.read((prisma) =>
    prisma.identityStill.findMany({
      where: { sessionId: facts.session.id, sealed: { not: null } },
      select: { id: true, check: true, what: true, takenAt: true },
      orderBy: { takenAt: 'asc' },
    }),
  );
  const ofChecks = kept.map(async ({ id, check, what, takenAt }): Promise<ProofStill> => {
    const { jpeg } = await identity.readStill(id as StillId, {});
    return { path: `stills/${id}.jpg`, atMs: takenAt.getTime(), event: null, what: `${check} · ${what}`, jpeg };
  });
  const customers = await customersOf(core, facts);
  const wanted = facts.events.filter(({ type }) => PROOFS.includes(type)).flatMap((event) => momentOf(event, facts.recordings, customers));
  const chosen = wanted.length <= MAX_STILLS ? wanted : wanted.filter((_, at) => at % Math.ceil(wanted.length / MAX_STILLS) === 0);
  const ofProofs: (ProofStill | null)[] = [];
  for (let from = 0; from < chosen.length; from += AT_ONCE)
    ofProofs.push(...(await Promise.all(chosen.slice(from, from + AT_ONCE).map((moment) => take(files, moment)))));
  return [...(await Promise.all(ofChecks)), ...ofProofs.filter((still) => still !== null)];
}

interface Moment {
  readonly event: SessionEvent;
  readonly atMs: number;
  readonly recordingId: RecordingId;
  readonly file: string;
  readonly inTrackMs: number;
}

async function customersOf(core: Core, { recordings }: SessionFacts): Promise<ReadonlySet<string>> {
  const rows = await core.database.read((prisma) =>
    prisma.callParticipant.findMany({
      where: { callId: { in: recordings.map(({ callId }) => callId) }, role: 'customer' },
      select: { id: true },
    }),
  );
  return new Set(rows.map(({ id }) => id));
}

/** Where in which file the customer's camera is at the event. */
function momentOf(event: SessionEvent, recordings: readonly Recording[], customers: ReadonlySet<string>): Moment[] {
  const atMs = event.mediaAt ?? event.at;
  for (const row of recordings) {
    const report = muxReportOf(row);
    const onClockMs = atMs - (report?.originMs ?? Infinity);
    const track = report?.tracks.find(
      ({ participantId, source, fromMs, toMs }) =>
        customers.has(participantId) && source === 'camera' && onClockMs >= fromMs && onClockMs < toMs,
    );
    if (track?.file != null)
      return [{ event, atMs, recordingId: row.id as RecordingId, file: track.file.name, inTrackMs: onClockMs - track.fromMs }];
  }
  return [];
}

async function take(files: RecordingFiles, { event, atMs, recordingId, file, inTrackMs }: Moment): Promise<ProofStill | null> {
  try {
    const folder = await files.folderOf(recordingId, file);
    const mark = { text: new Date(atMs).toISOString().slice(0, 19).replace('T', ' '), fontPath: FONT };
    const jpeg = await takeStill(join(folder, file), { atMs: inTrackMs, blurred: false, mark });
    const path = `stills/event-${String(event.seq).padStart(6, '0')}.jpg`;
    return jpeg.length === 0 ? null : { path, atMs, event: event.seq, what: null, jpeg };
  } catch {
    return null;
  }
}
