import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Installation } from '@guichet/e2e/kit/installation.ts';
import { recordedCall } from '@guichet/e2e/kit/recorded-call.ts';
import { ScriptedCall } from '@guichet/e2e/kit/scripted-call.ts';
import { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { until } from '@guichet/e2e/kit/until.ts';
import { loadCodec } from '@guichet/rtc-peer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { Synthesiser } from './speech/synthesiser.ts';
import { audioDecoder } from './stage/decode-audio.ts';
import { AgentProcess } from './testing/agent-process.ts';
import { bestMatch, coarseSamples, coarseTrack, mouthMotion } from '@guichet/e2e/kit/recorded-speech.ts';

const LINE = '本产品不保证本金和收益，起购金额1000元。您是否清楚？';
const OTHER_LINE = '感谢您的耐心，今天的业务已经全部办理完毕，再见。';
const { ffmpegPath } = readConfig();
let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start({ pages: false });
}, 120_000);
afterAll(async () => installation?.close());

test('a line is said in the call and stands in its recording, with lips that move while it is said', async () => {
  const call = await ScriptedCall.start({ installation, random: new SeededRandom(7) });
  const sessionId = call.agent.view?.workbench?.sessionId;
  const participantId = call.agentMedia.peer?.participantId;
  if (sessionId === undefined || participantId === undefined) throw new Error('The agent is not in the call');
  // From here on the virtual agent sits in the agent's place.
  await call.agentMedia.close();
  const agent = new AgentProcess({ MEDIA_BIND_ADDRESS: '127.0.0.1' });
  const { pageKey } = await agent.hears('ready');
  agent.tell({ type: 'join', pass: await call.agent.request('call.join', { sessionId, pageKey }), language: 'zh-CN' });
  await agent.hears('joined');
  const seen = () => call.customerMedia.peer?.packetsFrom(participantId, 'camera') ?? 0;
  const before = seen();
  await until('the customer sees it', () => seen() > before + 45, 20_000);

  const [beginMs, begin] = [performance.now(), agent.usage()];
  agent.tell({ type: 'say', ref: 'risk', text: LINE, language: 'zh-CN', voice: null });
  const { durationMs } = await agent.hears('spoken');
  const [elapsedMs, end] = [performance.now() - beginMs, agent.usage()];
  expect(elapsedMs).toBeGreaterThan(durationMs - 100);
  const core = ((end.cpuSeconds - begin.cpuSeconds) * 1e5) / elapsedMs;
  console.info(`while speaking: ${core.toFixed(1)} % of a core, ${end.residentMb.toFixed(0)} MB`);
  const after = seen();
  await until('it rests again', () => seen() > after + 45, 20_000);
  agent.tell({ type: 'say', ref: 'nothing', text: '……', language: 'zh-CN', voice: null });
  expect(await agent.hears('failed')).toMatchObject({ ref: 'nothing', code: 'not_speakable' });
  agent.tell({ type: 'say', ref: 'voice', text: LINE, language: 'zh-CN', voice: 'nobody' });
  expect(await agent.hears('failed', ({ ref }) => ref === 'voice')).toMatchObject({ code: 'voice_unknown' });

  const { recordingId } = call;
  agent.closeInput();
  await until('its process has ended', () => agent.child.exitCode !== null, 10_000);
  await call.end();
  const recording = await recordedCall(installation.running.dataDir, recordingId);
  const own = recording.tracks.filter((track) => track.participantId === participantId);
  const [audio, video] = (['audio', 'video'] as const).map((kind) => own.findLast((track) => track.kind === kind));
  if (audio === undefined || video === undefined) throw new Error('The virtual agent was not recorded');

  const synthesiser = await Synthesiser.load(audioDecoder(ffmpegPath));
  const track = coarseTrack(ffmpegPath, recording.path, audio.index);
  const [said, notSaid] = await Promise.all(
    [LINE, OTHER_LINE].map(async (text) => {
      const line = await synthesiser.speak(text, 'zh-CN');
      if (line === null) throw new Error('The line cannot be said');
      return bestMatch(track, coarseSamples(ffmpegPath, line.samples));
    }),
  );
  console.info(`correlation: ${said?.correlation.toFixed(2)} with what was said, ${notSaid?.correlation.toFixed(2)} with another line`);
  expect(said?.correlation).toBeGreaterThanOrEqual(0.7);
  expect(notSaid?.correlation).toBeLessThanOrEqual(0.2);

  const motion = mouthMotion(ffmpegPath, recording.path, video.index);
  const moving = motion.filter((difference) => difference > 3).length;
  const spokenFrames = (durationMs * 15) / 1000;
  console.info(`${moving} of ${motion.length} pictures move the mouth, ${spokenFrames.toFixed(0)} were spoken`);
  expect(moving).toBeGreaterThan(spokenFrames * 0.3);
  expect(moving).toBeLessThan(spokenFrames * 1.1);
}, 120_000);

test('the bank’s own recordings are said as they are, WAV and Opus, in H.264 where somebody sees nothing else', async () => {
  const synthesiser = await Synthesiser.load(audioDecoder(ffmpegPath));
  const voiceDir = mkdtempSync(join(tmpdir(), 'guichet-voices-'));
  try {
    // What the files hold is not what the lines say, so that nobody can take the one for the other.
    const held = { 'hello.wav': 'Welcome to the branch in the old town.', 'bye.opus': 'The branch closes at five o’clock today.' };
    mkdirSync(join(voiceDir, 'teller'));
    const recorded = new Map<string, Int16Array>();
    for (const [file, text] of Object.entries(held)) {
      const line = await synthesiser.speak(text, 'en');
      if (line === null) throw new Error('The line cannot be said');
      const pcm = Buffer.from(line.samples.buffer, line.samples.byteOffset, line.samples.byteLength);
      execFileSync(ffmpegPath, ['-v', 'error', '-f', 's16le', '-ar', '48000', '-ac', '1', '-i', 'pipe:0', join(voiceDir, 'teller', file)], {
        input: pcm,
      });
      recorded.set(file, coarseSamples(ffmpegPath, line.samples));
    }
    const lines = { 'zh-CN': { [LINE]: 'hello.wav', [OTHER_LINE]: 'bye.opus' } };
    writeFileSync(join(voiceDir, 'teller', 'lines.json'), JSON.stringify(lines));

    const decodes = [loadCodec.opus, loadCodec.h264];
    const call = await ScriptedCall.start({ installation, random: new SeededRandom(9), customerDecodes: decodes });
    const sessionId = call.agent.view?.workbench?.sessionId;
    const participantId = call.agentMedia.peer?.participantId;
    if (sessionId === undefined || participantId === undefined) throw new Error('The agent is not in the call');
    await call.agentMedia.close();
    const agent = new AgentProcess({ MEDIA_BIND_ADDRESS: '127.0.0.1', VOICE_DIR: voiceDir });
    const { pageKey } = await agent.hears('ready');
    agent.tell({ type: 'join', pass: await call.agent.request('call.join', { sessionId, pageKey }), language: 'zh-CN' });
    await agent.hears('joined');
    await until('they see it', () => (call.customerMedia.peer?.packetsFrom(participantId, 'camera') ?? 0) > 45, 30_000);
    for (const text of [LINE, OTHER_LINE]) {
      agent.tell({ type: 'say', ref: text, text, language: 'zh-CN', voice: 'teller' });
      await agent.hears('spoken', ({ ref }) => ref === text);
    }
    agent.tell({ type: 'say', ref: 'none', text: '另一句。', language: 'zh-CN', voice: 'teller' });
    expect(await agent.hears('failed')).toMatchObject({ ref: 'none', code: 'recording_missing' });
    agent.tell({ type: 'stop' });
    await until('its process has ended', () => agent.child.exitCode !== null, 10_000);
    const { recordingId } = call;
    await call.end();

    const recording = await recordedCall(installation.running.dataDir, recordingId);
    const own = recording.tracks.filter((track) => track.participantId === participantId);
    const audio = own.findLast(({ kind }) => kind === 'audio');
    const video = own.findLast(({ kind }) => kind === 'video');
    if (audio === undefined || video === undefined) throw new Error('The virtual agent was not recorded');
    const track = coarseTrack(ffmpegPath, recording.path, audio.index);
    const found = [...recorded.values()].map((sound) => bestMatch(track, sound));
    const synthetic = await synthesiser.speak(LINE, 'zh-CN');
    const notSaid = bestMatch(track, coarseSamples(ffmpegPath, synthetic?.samples ?? new Int16Array()));
    console.info(
      `correlation: ${found.map(({ correlation }) => correlation.toFixed(2)).join(' and ')}, ${notSaid.correlation.toFixed(2)} with the synthesiser`,
    );
    for (const { correlation } of found) expect(correlation).toBeGreaterThanOrEqual(0.7);
    expect(found[1]?.atMs).toBeGreaterThan(found[0]?.atMs ?? Infinity);
    expect(notSaid.correlation).toBeLessThanOrEqual(0.3);
    expect(mouthMotion(ffmpegPath, recording.path, video.index).filter((difference) => difference > 3).length).toBeGreaterThan(15);
  } finally {
    rmSync(voiceDir, { recursive: true, force: true });
  }
}, 120_000);
