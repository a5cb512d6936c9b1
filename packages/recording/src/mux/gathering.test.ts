import { appendFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { tempFolder } from '../testing/journal-kit.ts';
import { AUDIO, JournalScript, opusAt, readBack, scriptKeys, VIDEO, vp8At } from '../testing/journal-script.ts';
import { opusTrack, senderReport, videoTrack } from '../testing/rtp.ts';
import { Gathering } from './gathering.ts';
import { muxToFiles } from './mux.ts';

const folder = tempFolder();
afterAll(() => folder.remove());

describe('gathering', () => {
  it('makes the same of a journal that was followed while it was written', async () => {
    const script = await new JournalScript(folder.path).open();
    const [audio, video] = [script.declare(opusTrack(AUDIO)), script.declare(videoTrack(VIDEO))];
    const gathering = await Gathering.begin(script.shipped, { unwrapKey: scriptKeys.unwrapKey, folder: folder.path });
    const steps: number[] = [];
    for (let minute = 0; minute < 3; minute++) {
      await script.run(500, 20, (i) => {
        // While nobody recorded, 36 packets went by.
        const at = minute * 500 + i + (minute === 2 ? 36 : 0);
        if (at % 97 !== 50) script.rtp(audio, opusAt(at));
        if (at % 2 === 0 && at % 300 !== 120) script.rtp(video, vp8At(at / 2));
        if (at % 50 === 0) script.rtcp(senderReport({ ssrc: AUDIO, timestamp: (at * 20 + 60) * 48, ntpMs: 0 }));
      });
      if (minute === 1) {
        await script.writer.suspend();
        script.clock.advance(700);
        await script.open();
      }
      await vi.waitFor(async () => expect((await script.shipped.list()).length).toBeGreaterThan(3 + minute * 4), 5_000);
      expect(await gathering.follow()).toBe(true);
      steps.push(gathering.seq);
    }
    expect(steps.toSorted((a, b) => a - b)).toEqual(steps);
    expect(steps[0]).toBeGreaterThan(1);
    const { result, file } = await script.mux();
    const matroskaPath = join(folder.path, 'followed.mkv');
    const followed = await muxToFiles(gathering, { matroskaPath, trackFolder: folder.path });
    await gathering.close();
    expect(followed.result).toEqual(result);
    expect(result.gaps.map(({ cause }) => cause)).toContain('service_down');
    expect(readFileSync(matroskaPath).equals(readFileSync(file))).toBe(true);
  });

  it('follows no further than to what is not as it was written, and says of it what is said otherwise', async () => {
    const script = await new JournalScript(folder.path).open();
    const audio = script.declare(opusTrack(AUDIO));
    await script.run(500, 20, (i) => script.rtp(audio, opusAt(i)));
    const gathering = await Gathering.begin(script.source, { unwrapKey: scriptKeys.unwrapKey, folder: folder.path });
    appendFileSync(join(script.dir, '000003.chunk'), 'x');
    expect(await gathering.follow()).toBe(false);
    expect(gathering.seq).toBe(2);
    const { result } = await script.mux();
    expect(result.missing.length).toBeGreaterThan(0);
    const rest = await muxToFiles(gathering, { matroskaPath: join(folder.path, 'rest.mkv'), trackFolder: folder.path });
    await gathering.close();
    expect(rest.result).toEqual(result);
  });

  it('gives each track a file of its own that begins with it, its index in front', async () => {
    const script = await new JournalScript(folder.path).open();
    const [audio, late] = [script.declare(opusTrack(AUDIO)), videoTrack(VIDEO)];
    let video = -1;
    await script.run(1_500, 20, (i) => {
      if (i === 100) video = script.declare(late);
      script.rtp(audio, opusAt(i));
      if (i >= 100 && i % 2 === 0) script.rtp(video, vp8At((i - 100) / 2));
    });
    await script.writer.close({ type: 'journal.closed', recordingId: script.recordingId, reason: 'test' });
    const trackFolder = join(folder.path, 'tracks');
    mkdirSync(trackFolder);
    const gathering = await Gathering.begin(script.source, { unwrapKey: scriptKeys.unwrapKey, folder: folder.path });
    const { result, trackFiles } = await muxToFiles(gathering, { matroskaPath: join(folder.path, 'all.mkv'), trackFolder });
    await gathering.close();
    expect(result.tracks.map(({ firstMs }) => firstMs)).toEqual([0, 2_000]);
    expect(readdirSync(trackFolder).toSorted()).toEqual(trackFiles.map(({ name }) => name).toSorted());
    expect(trackFiles.map(({ mediaType }) => mediaType)).toEqual(['audio/webm', 'video/webm']);
    for (const { path, index } of trackFiles) {
      const { read, durationMs } = await readBack(path);
      const track = result.tracks[index];
      expect(read).toHaveLength(1);
      expect(read[0]?.packets).toHaveLength(track?.frames ?? 0);
      expect(read[0]?.packets[0]?.ms).toBe(0);
      expect(read[0]?.packets.at(-1)?.ms).toBe((track?.lastMs ?? 0) - (track?.firstMs ?? 0));
      expect(durationMs).toBeGreaterThanOrEqual(read[0]?.packets.at(-1)?.ms ?? 0);
      const bytes = readFileSync(path);
      const cues = bytes.indexOf(Buffer.from([0x1c, 0x53, 0xbb, 0x6b]), bytes.indexOf(Buffer.from([0x16, 0x54, 0xae, 0x6b])));
      expect(cues).toBeGreaterThan(0);
      expect(cues).toBeLessThan(bytes.indexOf(Buffer.from([0x1f, 0x43, 0xb6, 0x75])));
    }
  });
});
