import { newId } from '@guichet/protocol';
import type { RecordedTrackInput, TrackId } from '@guichet/protocol';
import { TestService, opusTrack, videoTrack } from '@guichet/recording/testing';
import { cpuShare, residentMb } from '../process-cpu.ts';
import { PAYLOAD_TYPES } from './captured-call.ts';
import { replay } from './replay.ts';
import { type RecordedCall, type RecordingWay, pause, playedShare } from './way.ts';

const IDLE_MS = 3_000;
/** More than packets gather and a flush takes. */
const LAST_FLUSH_MS = 500;

/** The recording service with `sessions` recordings open, each declared and waiting for its packets. */
export async function openRecordings(sessions: number) {
  const service = new TestService();
  service.start();
  const client = await service.connect();
  const idle = await cpuShare([service.pid], () => pause(IDLE_MS));
  const opened = [];
  for (let i = 0; i < sessions; i++) {
    const recordingId = newId('rec');
    const { rtpPort } = await client.open(recordingId, service.keys.wrapKey, 'bench');
    const ssrcs = [0, 1, 2, 3].map((stream) => 1_000 + i * 10 + stream);
    const tracks = streamTracks(ssrcs);
    for (const track of tracks) await client.declareTrack(recordingId, track);
    opened.push({ recordingId, tracks, plan: { ssrcs, rtpPorts: ssrcs.map(() => rtpPort), rtcpPorts: ssrcs.map(() => rtpPort) } });
  }
  return { service, client, idle, opened };
}

/** Ours: one recording service for all calls; encrypted, hashed, signed, shipped to a store. */
export async function recordByService(call: RecordedCall, calls: number): Promise<RecordingWay> {
  const { service, client, idle, opened } = await openRecordings(calls);
  const player = replay({ callFile: call.file, loopMs: call.loopMs, sessions: opened.map(({ plan }) => plan) });
  return {
    calls,
    measure: async (settleMs, ms) => (await playedShare(player, { pids: () => [service.pid], calls, settleMs, ms })) - (idle * 100) / calls,
    get memoryMb() {
      return residentMb([service.pid]);
    },
    end: async () => {
      const sent = await player.stop();
      await pause(LAST_FLUSH_MS);
      const { recordings } = await client.status();
      const written = recordings.flatMap(({ tracks }) => tracks).reduce((sum, { writtenPackets }) => sum + writtenPackets, 0);
      await service.end();
      return 1 - written / sent;
    },
  };
}

const streamTracks = (ssrcs: readonly number[]): (RecordedTrackInput & { trackId: TrackId })[] =>
  ssrcs.map((ssrc, stream) => (PAYLOAD_TYPES[stream] === 96 ? videoTrack(ssrc) : opusTrack(ssrc)));
