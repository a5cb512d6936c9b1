import { ParticipantId, RecordingId } from '@guichet/protocol';
import type { Page } from '@playwright/test';
import { z } from 'zod';

const List = z.object({ recordings: z.array(z.object({ recordingId: RecordingId })) });
const Party = z.object({ participantId: ParticipantId, role: z.string(), displayName: z.string() });
export type RecordedParty = z.infer<typeof Party>;

/** What the console's own session may see of recordings; `page` is one that is signed in. */
export async function newestRecording(page: Page): Promise<RecordingId> {
  const [newest] = await allRecordings(page);
  if (!newest) throw new Error('Nothing has been recorded');
  return newest;
}

/** Newest first. */
export async function allRecordings(page: Page): Promise<readonly RecordingId[]> {
  return List.parse(await read(page, '/v1/recordings')).recordings.map(({ recordingId }) => recordingId);
}

/** Who took part, in the order of their coming. */
export async function recordedParties(page: Page, recordingId: RecordingId): Promise<readonly RecordedParty[]> {
  return z.object({ parties: z.array(Party) }).parse(await read(page, `/v1/recordings/${recordingId}`)).parties;
}

const read = (page: Page, path: string): Promise<unknown> =>
  page.evaluate(async (from) => (await fetch(from)).json() as Promise<unknown>, path);
