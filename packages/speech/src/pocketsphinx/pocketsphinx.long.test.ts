import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import { describe, expect, it } from 'vitest';
import { DEBIAN_POCKETSPHINX, openPocketsphinx } from './pocketsphinx.ts';

const settings = { ...DEBIAN_POCKETSPHINX, programPath: process.env['POCKETSPHINX_BATCH'] ?? DEBIAN_POCKETSPHINX.programPath };
const isInstalled = existsSync(settings.programPath) && existsSync(settings.modelDir);
if (!isInstalled) console.info('Left out: apt-get install --no-install-recommends pocketsphinx pocketsphinx-en-us');

/** Said by a synthesiser: closed answers, and sentences that are none. */
const SAMPLES = fileURLToPath(new URL('../testing/answers/', import.meta.url));
const samples = readdirSync(SAMPLES).toSorted();
const never = new AbortController().signal;

function pcmOf(name: string, filter: string): Int16Array {
  const args = ['-loglevel', 'error', '-i', `${SAMPLES}${name}`, '-af', filter, '-ar', '16000', '-ac', '1', '-f', 's16le', 'pipe:1'];
  return new Int16Array(Uint8Array.from(execFileSync(ffmpegInstaller.path, args)).buffer);
}

/** `yes-2.opus` is a yes; what is `other` is no answer. */
const meant = (name: string): string => name.slice(0, name.indexOf('-'));

/** Clean, and as a telephone line has it. */
const LINES = { clean: 'apad=pad_len=14400', telephone: 'highpass=f=300,lowpass=f=3400,volume=0.5,apad=pad_len=14400' } as const;

describe.skipIf(!isInstalled)('English closed answers', () => {
  it.each(Object.entries(LINES))('are told apart, %s, and nothing else is ever taken for a yes', async (_line, filter) => {
    const engine = await openPocketsphinx(settings);
    const heard = [];
    for (const name of samples) {
      const { answer } = await engine.answer({ pcm: pcmOf(name, filter), language: 'en' }, never);
      heard.push({ name, meant: meant(name), answer });
    }
    expect(heard.filter((one) => one.answer === 'yes' && one.meant !== 'yes')).toEqual([]);
    const answers = heard.filter((one) => one.meant !== 'other');
    const right = answers.filter((one) => one.answer === one.meant);
    expect(right.length / answers.length).toBeGreaterThanOrEqual(0.8);
    // What is not right is asked once more, never turned round.
    expect(answers.filter((one) => one.answer !== one.meant && one.answer !== 'unsure')).toEqual([]);
  });

  it('leave nothing of what was said behind, and are not looked for in other languages or in a speech', async () => {
    const engine = await openPocketsphinx(settings);
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('guichet-answer-'));
    await engine.answer({ pcm: new Int16Array(16_000), language: 'en' }, never);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('guichet-answer-'))).toEqual(before);
    expect(await engine.answer({ pcm: new Int16Array(20 * 16_000), language: 'en' }, never)).toMatchObject({ answer: 'unsure' });
    await expect(engine.answer({ pcm: new Int16Array(16_000), language: 'zh-CN' }, never)).rejects.toMatchObject({
      problem: 'not_available',
    });
    await expect(engine.words({ pcm: new Int16Array(16_000), language: 'en' }, never)).rejects.toMatchObject({ problem: 'not_available' });
  });
});

it('without the packages there is no engine, and it says what is missing', async () => {
  await expect(openPocketsphinx({ ...settings, modelDir: '/nowhere' })).rejects.toMatchObject({
    problem: 'not_available',
    message: expect.stringContaining('/nowhere'),
  });
  if (existsSync(settings.modelDir))
    await expect(openPocketsphinx({ ...settings, programPath: '/nowhere/pocketsphinx_batch' })).rejects.toMatchObject({
      problem: 'not_available',
    });
});
