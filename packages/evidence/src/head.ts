import { RecordingId, SessionId, Sha256Hex } from '@guichet/protocol';
import { z } from 'zod';
import { type NoteKey, type NoteSigner, openNote, signNote } from './tlog/signed-note.ts';

const FORMAT = 'guichet.head/1';
const Count = z.coerce.number().int().nonnegative();

/** Where a session stood at a moment: what is handed to its customer, so that nobody can tell it otherwise later. */
export const Head = z.object({
  sessionId: SessionId,
  /** 1, 2, 3 … in a session. */
  seq: Count,
  /** Unix milliseconds by the institution's clock. */
  atMs: Count,
  /** The last event of its log. */
  log: z.object({ event: Count, hash: Sha256Hex }),
  /** The last chunk of each of its recordings. */
  recordings: z.array(z.object({ recordingId: RecordingId, chunk: Count, head: Sha256Hex })).max(100),
});
export type Head = z.infer<typeof Head>;

/** A note's text: the format in its first line keeps it from being read as the head of a log, which the same key signs. */
export function headText({ sessionId, seq, atMs, log, recordings }: Head): string {
  const lines = [
    FORMAT,
    sessionId,
    `${seq} ${atMs}`,
    `log ${log.event} ${log.hash}`,
    ...recordings.map(({ recordingId, chunk, head }) => `recording ${recordingId} ${chunk} ${head}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** @returns a C2SP signed-note */
export const signHead = (head: Head, signer: NoteSigner): Promise<string> => signNote(headText(head), signer);

/** The head in a note that `key` signed; null when it didn't, or when it is none. */
export async function openHead(note: string, key: NoteKey): Promise<Head | null> {
  const text = await openNote(note, key);
  return text === null ? null : parseHead(text);
}

/** What a note says, whoever signed it: for whoever has no key to ask. */
export function readHead(note: string): Head | null {
  const end = note.lastIndexOf('\n\n');
  return end < 0 ? null : parseHead(note.slice(0, end + 1));
}

/** Only the one form of a head. */
function parseHead(text: string): Head | null {
  const [format, sessionId, counts = '', log = '', ...rest] = text.slice(0, -1).split('\n');
  const [seq, atMs] = counts.split(' ');
  const [, event, hash] = log.split(' ');
  const recordings = rest.map((line) => {
    const [, recordingId, chunk, head] = line.split(' ');
    return { recordingId, chunk, head };
  });
  const { data } = Head.safeParse({ sessionId, seq, atMs, log: { event, hash }, recordings });
  return format === FORMAT && data !== undefined && headText(data) === text ? data : null;
}
