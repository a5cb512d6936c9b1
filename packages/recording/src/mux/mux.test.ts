import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ParticipantId, RecordingId, TrackId } from '@guichet/protocol';
import { afterAll, describe, expect, it } from 'vitest';
import { folderSource } from '../journal/source.ts';
import { tempFolder } from '../testing/journal-kit.ts';
import { AUDIO, JournalScript, opus, opusAt, scriptKeys, VIDEO, vp8At } from '../testing/journal-script.ts';
import { opusTrack, rtpPacket, senderReport, videoTrack } from '../testing/rtp.ts';
import { muxToMatroska } from './mux.ts';

const folder = tempFolder();
afterAll(() => folder.remove());

describe('muxing', () => {
  it('puts tracks on one clock by the median of their sender reports, whatever a single report says', async () => {
    const script = await new JournalScript(folder.path).open();
    const audio = script.declare(opusTrack(AUDIO));
    const video = script.declare(videoTrack(VIDEO));
    // Sound is taken 120 ms before it arrives, the picture 40 ms; the reports know, one in five is a third of a second off.
    await script.run(500, 20, (i) => {
      script.rtp(audio, opusAt(i, 5_000));
      if (i % 2 === 0) script.rtp(video, vp8At(i / 2));
      if (i % 50 !== 25) return;
      const offMs = i % 250 === 25 ? 360 : 0;
      script.rtcp(senderReport({ ssrc: AUDIO, timestamp: 5_000 + (i * 20 + 120 + offMs) * 48, ntpMs: 0 }));
      script.rtcp(senderReport({ ssrc: VIDEO, timestamp: (i * 20 + 40) * 90, ntpMs: 0 }));
    });
    const { result, read } = await script.mux();
    expect(result.complete).toBe(true);
    expect(read.read.map((track) => [track.codec, track.packets.length])).toEqual([
      ['opus', 500],
      ['vp8', 250],
    ]);
    const [sound, picture] = read.read;
    // Sound stands 80 ms before the picture, and the file begins with it.
    expect(sound?.packets[0]?.ms).toBe(0);
    expect(picture?.packets[0]?.ms).toBe(80);
    expect(new Set(sound?.packets.map((packet, i) => packet.ms - i * 20))).toEqual(new Set([0]));
    expect(picture?.packets.filter((packet) => packet.key)).toHaveLength(10);
    expect(read.durationMs).toBe(result.durationMs);
    expect(Date.parse(result.startedAt)).toBe(script.clock.wall - 500 * 20 - 120);
  });

  it('follows a sender whose clock runs fast', async () => {
    const script = await new JournalScript(folder.path).open();
    const audio = script.declare(opusTrack(AUDIO));
    const drift = 100e-6;
    await script.run(15_000, 20, (i) => {
      script.rtp(audio, rtpPacket({ ssrc: AUDIO, seq: i, timestamp: Math.round(i * 960 * (1 + drift)), payload: opus(i) }));
      if (i % 50 === 0) script.rtcp(senderReport({ ssrc: AUDIO, timestamp: Math.round(i * 960 * (1 + drift)), ntpMs: 0 }));
    });
    const { info, read } = await script.mux();
    expect(info.content?.tracks[0]?.driftPpm[0]).toBeCloseTo(-100, 0);
    // Five minutes on, an uncorrected clock would stand 30 ms off.
    expect(Math.abs((read.read[0]?.packets.at(-1)?.ms ?? 0) - 14_999 * 20)).toBeLessThanOrEqual(4);
  }, 20_000);

  it('sorts in what was retransmitted, and counts what never came', async () => {
    const script = await new JournalScript(folder.path).open();
    const audio = script.declare(opusTrack(AUDIO));
    await script.run(400, 20, (i) => {
      const lateBy = 20;
      if (i % 10 !== 3) script.rtp(audio, opusAt(i));
      const late = i - lateBy;
      if (late > 0 && late % 10 === 3 && late !== 103) script.rtp(audio, opusAt(late));
      if (i === 50) script.rtp(audio, opusAt(40));
    });
    const { result, info, read } = await script.mux();
    const heard = read.read[0]?.packets.map((packet) => packet.ms / 20) ?? [];
    expect(heard).toEqual(Array.from({ length: 400 }, (_, i) => i).filter((i) => i !== 103 && !(i > 380 && i % 10 === 3)));
    expect(result.tracks[0]?.lostPackets).toBe(3);
    expect(info.content?.tracks[0]?.duplicatePackets).toBe(1);
  });

  it('drops pictures that can not be decoded after a loss, up to the next key frame', async () => {
    const script = await new JournalScript(folder.path).open();
    const video = script.declare(videoTrack(VIDEO));
    await script.run(100, 40, (i) => {
      if (i !== 30) script.rtp(video, vp8At(i));
    });
    const { result, read } = await script.mux();
    expect(result.tracks[0]).toMatchObject({ frames: 80, droppedFrames: 19, lostPackets: 1 });
    const pictures = read.read[0]?.packets.map((packet) => packet.ms / 40) ?? [];
    expect(pictures).toEqual([...Array(30).keys(), ...Array.from({ length: 50 }, (_, i) => i + 50)]);
  });

  it('holds late joiners, mutes, screens that come and go, and a third party, each at its time', async () => {
    const script = await new JournalScript(folder.path).open();
    const first = script.declare(opusTrack(1));
    const muted = opusTrack(2);
    const second = script.declare(muted);
    let third = -1;
    const shared: ReturnType<typeof videoTrack> = { ...videoTrack(4), source: 'screen' };
    let screen = -1;
    let screenSeq = 0;
    await script.run(500, 20, (i) => {
      script.rtp(first, opusAt(i, 0, 1));
      if (i === 100) script.event({ type: 'track.paused', trackId: muted.trackId });
      if (i === 300) script.event({ type: 'track.resumed', trackId: muted.trackId });
      if (i < 100 || i >= 300) script.rtp(second, opusAt(i < 100 ? i : i - 200, i < 100 ? 0 : 200 * 960, 2));
      if (i === 200) third = script.declare(opusTrack(3));
      if (i >= 200) script.rtp(third, opusAt(i - 200, 0, 3));
      if (i === 150) screen = script.declare(shared);
      if (i === 250) script.event({ type: 'track.closed', trackId: shared.trackId });
      if (i >= 150 && i < 250 && i % 2 === 0) {
        const n = screenSeq++;
        script.rtp(screen, vp8At(n, { ssrc: 4 }));
      }
    });
    const { result, info, read } = await script.mux();
    expect(info.content?.gaps).toEqual([]);
    expect(result.tracks.map((track) => track.source)).toEqual(['microphone', 'microphone', 'screen', 'microphone']);
    const spans = read.read.map((track) => [track.packets[0]?.ms, track.packets.at(-1)?.ms, track.packets.length]);
    expect(spans).toEqual([
      [0, 9_980, 500],
      [0, 9_980, 300],
      [3_000, 4_960, 50],
      [4_000, 9_980, 300],
    ]);
    const ofMuted = read.read[1]?.packets.map((packet) => packet.ms) ?? [];
    expect(ofMuted.indexOf(1_980)).toBe(99);
    expect(ofMuted[100]).toBe(6_000);
  });

  it('names each track by what its participant was in the call, as far as that is told', async () => {
    const script = await new JournalScript(folder.path).open();
    const [known, unknown] = [opusTrack(1), opusTrack(2)];
    const tracks = [script.declare(known), script.declare(unknown)];
    await script.run(50, 20, (i) => tracks.forEach((track, n) => script.rtp(track, opusAt(i, 0, n + 1))));
    const { file } = await script.mux((participantId) => (participantId === known.participantId ? 'guest' : null));
    const bytes = readFileSync(file);
    expect(bytes.includes(`guest ${known.participantId} microphone`)).toBe(true);
    expect(bytes.includes(` ${unknown.participantId} microphone`)).toBe(false);
    expect(bytes.includes(`${unknown.participantId} microphone`)).toBe(true);
  });

  it('keeps a change of resolution in its track, and gives a change of codec a track of its own', async () => {
    const script = await new JournalScript(folder.path).open();
    const track = videoTrack(VIDEO);
    const camera = script.declare(track);
    await script.run(100, 40, (i) => script.rtp(camera, vp8At(i, { size: i < 50 ? [320, 180] : [1280, 720] })));
    // The same camera, on another worker: another SSRC, the same codec; then as H.264, of which no key frame ever comes.
    const again = script.declare({ ...track, ssrc: 0x77 });
    await script.run(50, 40, (i) => script.rtp(again, vp8At(i, { ssrc: 0x77, size: [640, 360] })));
    const other = script.declare({ ...track, ssrc: 0x78, mimeType: 'video/H264' });
    await script.run(10, 40, (i) =>
      script.rtp(other, rtpPacket({ ssrc: 0x78, seq: i, timestamp: i * 3_600, marker: true, payload: Buffer.from([0x41, 1]) })),
    );
    const { result, read } = await script.mux();
    expect(read.read).toHaveLength(1);
    expect(read.read[0]?.packets).toHaveLength(150);
    expect(result.tracks[0]?.resolutions.map(({ widthPx, atMs }) => [widthPx, atMs])).toEqual([
      [320, 0],
      [1280, 2_000],
      [640, 4_000],
    ]);
    expect(result.omitted).toEqual([{ trackId: track.trackId, codec: 'video/h264', reason: 'no_keyframe' }]);
    const steps = read.read[0]?.packets.slice(1).map((packet, i) => packet.ms - (read.read[0]?.packets[i]?.ms ?? 0));
    expect(new Set(steps)).toEqual(new Set([40]));
  });

  it('survives sequence numbers and timestamps that wrap, and a stream that begins anew under its SSRC', async () => {
    const script = await new JournalScript(folder.path).open();
    const audio = script.declare(opusTrack(AUDIO));
    await script.run(200, 20, (i) =>
      script.rtp(audio, rtpPacket({ ssrc: AUDIO, seq: 65_500 + i, timestamp: (0xffff_0000 + i * 960) >>> 0, payload: opus(i) })),
    );
    await script.run(200, 20, (i) =>
      script.rtp(audio, rtpPacket({ ssrc: AUDIO, seq: 30_000 + i, timestamp: 123_456_789 + i * 960, payload: opus(i) })),
    );
    const { result, read } = await script.mux();
    expect(result.tracks[0]?.lostPackets).toBe(0);
    expect(read.read[0]?.packets.map((packet) => packet.ms)).toEqual(Array.from({ length: 400 }, (_, i) => i * 20));
  });

  it('states holes where they are, and the service being away as such', async () => {
    const script = await new JournalScript(folder.path).open();
    const audio = script.declare(opusTrack(AUDIO));
    const video = script.declare(videoTrack(VIDEO));
    await script.run(150, 20, (i) => {
      script.rtp(audio, opusAt(i));
      if (i % 2 === 0 && (i < 50 || i > 100)) script.rtp(video, vp8At(i / 2));
    });
    await script.writer.suspend();
    script.clock.advance(700);
    await script.open();
    await script.run(150, 20, (i) => {
      script.rtp(audio, opusAt(i + 185));
      if (i % 2 === 0) script.rtp(video, vp8At(i / 2 + 92));
    });
    const { result } = await script.mux();
    const gaps = result.gaps.map(({ trackId, cause, fromMs, toMs }) => [trackId === null ? 'all' : 'track', cause, fromMs, toMs]);
    expect(gaps).toEqual([
      ['track', 'track_silent', 960, 2_040],
      ['all', 'service_down', 2_980, 3_700],
    ]);
  });

  it('makes the same bytes of a journal in every version: seals name the file by its hash, and a lost one is made again', async () => {
    const id = (text: string): string => text.padEnd(24, '0');
    const script = await new JournalScript(folder.path, RecordingId.parse(`rec_${id('1')}`)).open();
    const by = (person: string, track: string) => ({
      participantId: ParticipantId.parse(`par_${id(person)}`),
      trackId: TrackId.parse(`trk_${id(track)}`),
    });
    const audio = script.declare({ ...opusTrack(AUDIO), ...by('a', '1') });
    const video = script.declare({ ...videoTrack(VIDEO), ...by('a', '2') });
    const late = script.declare({ ...opusTrack(0xb), ...by('b', '3') });
    await script.run(600, 20, (i) => {
      if (i % 97 !== 50) script.rtp(audio, opusAt(i));
      if (i % 2 === 0 && i % 300 !== 120) script.rtp(video, vp8At(i / 2, { size: i < 400 ? [320, 180] : [640, 360] }));
      if (i >= 200) script.rtp(late, opusAt(i, 7_000, 0xb));
      if (i % 50 === 0) script.rtcp(senderReport({ ssrc: AUDIO, timestamp: (i * 20 + 60) * 48, ntpMs: 0 }));
    });
    const { file } = await script.mux((participantId) => (participantId.startsWith('par_a') ? 'customer' : null));
    // Another hash here: recordings that were sealed by earlier versions could not be put into a package any more once their files are lost.
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(
      '8e5d4db49728a3ac6568cb79d0c2dc4aa966fcf80ee03a0a3a28db8a5d3f83c4',
    );
  });

  it('writes nothing under the name when it is cancelled or there is nothing to mux', async () => {
    const script = await new JournalScript(folder.path).open();
    script.declare(videoTrack(VIDEO));
    await expect(script.mux()).rejects.toMatchObject({ code: 'recording_not_ready' });
    const other = await new JournalScript(folder.path).open();
    const audio = other.declare(opusTrack(AUDIO));
    await other.run(50, 20, (i) => other.rtp(audio, opusAt(i)));
    await other.writer.close({ type: 'journal.closed', recordingId: other.recordingId, reason: 'test' });
    const out = join(folder.path, 'cancelled');
    mkdirSync(out);
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(muxToMatroska(folderSource(other.dir), join(out, 'a.mkv'), { unwrapKey: scriptKeys.unwrapKey, signal })).rejects.toThrow(
      'cancelled',
    );
    expect(readdirSync(out)).toEqual([]);
    await expect(muxToMatroska(folderSource(other.dir), join(out, 'a.mkv'))).rejects.toMatchObject({ code: 'forbidden' });
  });
});
