import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId, type ParticipantId, type TrackId } from '@guichet/protocol';
import { frameRecords, HandClock, opusTrack, testKeys, videoTrack, writeJournal } from '@guichet/recording/testing';
import { cameraFrames } from './camera-track.ts';
import type { Film } from './film.ts';
import type { PartyName, Story } from './story.ts';
import { voiceFrames } from './voice-track.ts';
import type { Voices } from './voices.ts';

/** When every synthesised recording begins, by the recorder's clock. */
export const BEGAN_AT = Date.UTC(2026, 10, 23, 2, 0, 0);
const CHUNK_MS = 2_000;
const PARTIES: readonly PartyName[] = ['customer', 'agent'];

export interface Synthesised {
  readonly story: Story;
  readonly dir: string;
  readonly recordingId: Awaited<ReturnType<typeof writeJournal>>['recordingId'];
  readonly seals: Awaited<ReturnType<typeof writeJournal>>['seals'];
  readonly keys: ReturnType<typeof testKeys>;
  readonly participants: Readonly<Record<PartyName, ParticipantId>>;
}

interface Studio {
  readonly film: Film;
  readonly voices: Voices;
  readonly folder: string;
}

/** The journal of a story, with real packets of real encoders, in a small part of the time that it lasts. */
export async function synthesise(story: Story, { film, voices, folder }: Studio): Promise<Synthesised> {
  const participants = { customer: newId('par') satisfies ParticipantId, agent: newId('par') satisfies ParticipantId };
  const { planted } = story;
  const tracks = PARTIES.flatMap((party) => {
    const participantId = participants[party];
    const of = (kind: 'audio' | 'video') => ({ party, kind, participantId, trackId: newId('trk') satisfies TrackId });
    return [of('audio'), of('video')];
  }).filter(
    ({ party, kind }) =>
      !(planted?.fault === 'missing_track' && planted.whose === party && (planted.kind === 'all' || planted.kind === kind)),
  );
  const declared = tracks.map(({ kind, participantId, trackId }, nth) => ({
    ...(kind === 'video' ? videoTrack(7_000 + nth) : opusTrack(7_000 + nth)),
    participantId: participantId as ParticipantId,
    trackId: trackId as TrackId,
  }));
  const sent = await Promise.all(
    tracks.map(async ({ party, kind }, trackIndex) => {
      const { ssrc, payloadType, clockRate } = declared[trackIndex] ?? { ssrc: 0, payloadType: 0, clockRate: 0 };
      const frames =
        kind === 'video' ? await cameraFrames(story, party, film) : await voiceFrames(story, party, voices, join(folder, `${party}.mkv`));
      return { trackIndex, ssrc, payloadType, clockRate, frames };
    }),
  );
  const isLost = (trackIndex: number, atMs: number): boolean => {
    if (planted?.fault !== 'gap' || atMs < planted.fromMs || atMs >= planted.untilMs) return false;
    const track = tracks[trackIndex];
    return planted.kind === 'all' || (track?.party === planted.whose && track.kind === planted.kind);
  };
  const clock = new HandClock();
  clock.wall = BEGAN_AT;
  const keys = testKeys();
  const records = frameRecords(sent, BEGAN_AT, isLost);
  const { dir, recordingId, seals } = await writeJournal(folder, keys, records, { tracks: declared, chunkMs: CHUNK_MS, clock });
  if (planted?.fault === 'damaged_journal') await damage(dir, planted.amount);
  return { story, dir, recordingId, seals, keys, participants: participants as Synthesised['participants'] };
}

/** One byte of a chunk is not what it was. */
async function damage(dir: string, amount: number): Promise<void> {
  const chunks = (await readdir(dir)).filter((name) => name.endsWith('.chunk')).toSorted();
  const path = join(dir, chunks[Math.floor(amount * chunks.length)] ?? '');
  const bytes = await readFile(path);
  const place = Math.floor(bytes.length * (0.2 + 0.6 * amount));
  bytes[place] = (bytes[place] ?? 0) ^ 0x10;
  await writeFile(path, bytes);
}
