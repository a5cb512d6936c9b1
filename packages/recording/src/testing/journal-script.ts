import { join } from 'node:path';
import { genesisHead } from '@guichet/evidence';
import { newId, RecordedTrack as TrackSchema } from '@guichet/protocol';
import type { JournalHeader, RecordedTrack, RecordedTrackInput, RecordingId } from '@guichet/protocol';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { journalInfo } from '../analysis/journal-info.ts';
import { createJournal, openEpoch } from '../journal/create.ts';
import type { JournalEvent } from '../journal/events.ts';
import { NO_TRACK, RecordType } from '../journal/layout.ts';
import { folderSource } from '../journal/source.ts';
import type { JournalSource } from '../journal/source.ts';
import { JournalWriter } from '../journal/writer.ts';
import { muxToMatroska } from '../mux/mux.ts';
import type { RoleOf } from '../mux/plan.ts';
import { HandClock, testKeys } from './journal-kit.ts';
import { rtpPacket } from './rtp.ts';

/** All scripts are written under these. */
export const scriptKeys = testKeys();

/** Plays streams into a journal on a clock that is moved by hand: exact packets at exact times. */
export class JournalScript {
  readonly clock = new HandClock();
  readonly recordingId: RecordingId;
  readonly dir: string;
  readonly #folder: string;
  readonly #header: JournalHeader;
  readonly #tracks: RecordedTrack[] = [];
  #writer: JournalWriter | null = null;
  #flushedUs = 0;
  #sealed = 0;

  constructor(folder: string, recordingId: RecordingId = newId('rec')) {
    this.#folder = folder;
    this.recordingId = recordingId;
    this.dir = join(folder, this.recordingId);
    this.#header = createJournal({
      dir: this.dir,
      recordingId: this.recordingId,
      wrapKey: scriptKeys.wrapKey,
      wrapKeyId: 'k',
      signer: scriptKeys.signer,
      nowMs: this.clock.wallMs(),
    });
  }

  async open(): Promise<this> {
    const { epoch, dataKey } = await openEpoch(this.dir, this.#header, this.clock.wallMs());
    this.#writer = new JournalWriter({
      dir: this.dir,
      recordingId: this.recordingId,
      epoch,
      dataKey,
      signer: scriptKeys.signer,
      clock: this.clock,
      nextSeq: (this.#writer?.lastSeq ?? 0) + 1,
      previousHead: this.#writer?.head ?? genesisHead(this.#header),
      held: () => ({ type: 'tracks.held', tracks: this.#tracks.map((track, index) => ({ index, track, paused: false, closed: false })) }),
      onSealed: ({ seq }) => {
        this.#sealed = seq;
      },
      onFailed: (error) => {
        throw error;
      },
    });
    this.event({ type: 'epoch.opened', epoch, wallMs: this.clock.wallMs(), bootId: 'boot' });
    return this;
  }

  get source() {
    return folderSource(this.dir);
  }

  /** As a store has it: without what is not sealed yet. */
  get shipped(): JournalSource {
    const { source } = this;
    const isThere = (name: string): boolean => !name.endsWith('.chunk') || Number.parseInt(name, 10) <= this.#sealed;
    return { ...source, list: async () => (await source.list()).filter(isThere) };
  }

  get writer(): JournalWriter {
    return this.#writer as JournalWriter;
  }

  declare(input: RecordedTrackInput): number {
    const index = this.#tracks.push(TrackSchema.parse(input)) - 1;
    this.event({ type: 'track.declared', index, track: this.#tracks[index] as RecordedTrack });
    return index;
  }

  event(event: JournalEvent): void {
    this.writer.event(event);
  }

  rtp(index: number, bytes: Buffer): void {
    this.writer.packet(RecordType.rtp, index, bytes, this.clock.us);
  }

  rtcp(bytes: Buffer): void {
    this.writer.packet(RecordType.rtcp, NO_TRACK, bytes, this.clock.us);
  }

  /** Runs `everyMs` of journal time per step. */
  async run(steps: number, everyMs: number, step: (i: number) => void): Promise<void> {
    for (let i = 0; i < steps; i++) {
      step(i);
      this.clock.advance(everyMs);
      if (this.clock.us - this.#flushedUs < 100_000) continue;
      this.writer.flush();
      this.#flushedUs = this.clock.us;
    }
  }

  async mux(roleOf: RoleOf = () => null) {
    await this.writer.close({ type: 'journal.closed', recordingId: this.recordingId, reason: 'test' });
    const { source } = this;
    const file = join(this.#folder, `${this.recordingId}.mkv`);
    const result = await muxToMatroska(source, file, { unwrapKey: scriptKeys.unwrapKey, roleOf });
    return { result, file, info: await journalInfo(source, { unwrapKey: scriptKeys.unwrapKey }), read: await readBack(file) };
  }
}

/** Reads the file with a demuxer that is not ours. */
export async function readBack(file: string) {
  using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  const tracks = await input.getTracks();
  const read = [];
  for (const track of tracks) {
    const packets: { ms: number; key: boolean; bytes: number }[] = [];
    for await (const packet of new EncodedPacketSink(track).packets()) {
      packets.push({ ms: Math.round(packet.timestamp * 1000), key: packet.type === 'key', bytes: packet.byteLength });
    }
    read.push({ name: track.name, codec: track.codec, packets });
  }
  return { read, durationMs: Math.round((await input.computeDuration()) * 1000) };
}

const vp8 = (i: number, key: boolean, [width, height] = [320, 180]): Buffer =>
  Buffer.from(
    key ? [0x10, 0x10, 0, 0, 0x9d, 0x01, 0x2a, width & 255, width >> 8, height & 255, height >> 8, i & 255] : [0x10, 0x11, 2, 3, i & 255],
  );

export const AUDIO = 0xa0d10;
export const VIDEO = 0x51de0;
/** Opus: 20 ms, SILK. */
export const opus = (i: number): Buffer => Buffer.from([0x08, i & 255, i >> 8, 7, 7]);
export const opusAt = (i: number, firstTs = 0, ssrc = AUDIO): Buffer =>
  rtpPacket({ ssrc, seq: i, timestamp: firstTs + i * 960, payload: opus(i) });
export const vp8At = (i: number, over: { key?: boolean; size?: [number, number]; ssrc?: number } = {}): Buffer =>
  rtpPacket({
    ssrc: over.ssrc ?? VIDEO,
    seq: i,
    timestamp: i * 3_600,
    payloadType: 96,
    marker: true,
    payload: vp8(i, over.key ?? i % 25 === 0, over.size),
  });
