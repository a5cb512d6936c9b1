import { newId, type ParticipantId, type PartyRole, type SoundMeasure, type TrackId } from '@guichet/protocol';
import { WATCH_DEFAULTS } from '@guichet/rules/watch';
import { expect, it } from 'vitest';
import { WatchedCall } from './watched-call.ts';

const START_MS = 1_700_000_000_000;
const SOUND = { levelDbfs: -20, peakDbfs: -9, clipped: 0, noiseDbfs: -62, snrDb: 36, speech: 0.8, pitchHz: 120 };

/** A customer and an agent, in this order, who speak all the time. */
function talk(heard: 'agent' | null) {
  const [customer, agent] = [newId('par'), newId('par')] as ParticipantId[] as [ParticipantId, ParticipantId];
  const call = new WatchedCall(
    {
      ...{ callId: newId('cal'), sessionId: newId('ses'), recordingId: newId('rec'), nodeId: newId('nod'), roomId: newId('rom') },
      roles: new Map<ParticipantId, PartyRole>([
        [customer, 'customer'],
        [agent, 'agent'],
      ]),
    },
    WATCH_DEFAULTS,
  );
  call.context = { heard, ignored: new Set() };
  const trackIds = [newId('trk'), newId('trk')] as TrackId[];
  const windows = (fromMs: number, count: number): SoundMeasure[] =>
    Array.from({ length: count }, (_, index) => ({ ...SOUND, atMs: fromMs + index * 500 }));
  // Now one half second comes at once, now two or three of them.
  const batches = [1, 2, 1, 3, 2, 1, 2, 3];
  let atMs = START_MS;
  return batches.flatMap((count) => {
    const changes = call.take(
      [customer, agent].map((participantId, index) => ({
        ...{ participantId, trackId: trackIds[index] as TrackId, pictures: [] },
        sounds: windows(atMs + index * 31, count),
      })),
    );
    atMs += count * 500;
    return changes.map(({ role, change }) => `${role} ${change.check} ${change.type}`);
  });
}

it('knows that somebody speaks over a line that is read, however many half seconds come at once and whoever stands first', () => {
  expect(talk('agent')).toEqual(['customer talk_over began']);
});

it('lets everybody speak at once where nobody must be heard', () => {
  expect(talk(null)).toEqual([]);
});
