import { beforeAll, describe, expect, it } from 'vitest';
import { joined, PROMPT_NAMES, promptSound, silence, throughOpus } from '../../testing/prompt-sounds.ts';
import { matchPrompt, PROMPT_RATE_HZ } from './prompt-match.ts';

const known = new Map<string, Int16Array>();
beforeAll(async () => {
  for (const name of PROMPT_NAMES) known.set(name, await promptSound(name));
});
const prompt = (name: (typeof PROMPT_NAMES)[number]): Int16Array => known.get(name) as Int16Array;

/** A generator of our own, so that a failure can be had again. */
function noise(length: number, amplitude: number): Int16Array {
  let state = 12_345;
  return Int16Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return ((state / 2 ** 31 - 1) * amplitude) | 0;
  });
}

const mixed = (a: Int16Array, b: Int16Array, gain = 1): Int16Array =>
  a.map((sample, at) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain + (b[at] ?? 0)))));

describe('a prompt that was played', () => {
  it.each(['zh-risk', 'en-confirm'] as const)('is found where it begins, after a call’s codec: %s', async (name) => {
    const recorded = await throughOpus(joined(silence(3_210), prompt(name), silence(2_000)));
    const match = matchPrompt(recorded, prompt(name));
    expect(match?.score).toBeGreaterThan(0.85);
    expect(match?.heard).toBe(1);
    expect(Math.abs((match?.atMs ?? 0) - 3_210)).toBeLessThan(20);
  });

  it.each([20, 10])('is found when one packet in %i is lost', async (lossOneIn) => {
    const recorded = await throughOpus(joined(silence(1_000), prompt('zh-risk'), silence(1_000)), { lossOneIn });
    const match = matchPrompt(recorded, prompt('zh-risk'));
    expect(match?.heard).toBe(1);
    expect(Math.abs((match?.atMs ?? 0) - 1_000)).toBeLessThan(30);
  });

  it('is found where a receiver concealed one packet in ten by what came before it', async () => {
    const recorded = await throughOpus(joined(silence(1_000), prompt('en-confirm'), silence(1_000)));
    const frame = PROMPT_RATE_HZ / 50;
    for (let at = 10 * frame; at + frame <= recorded.length; at += 10 * frame)
      for (let i = 0; i < frame; i++) recorded[at + i] = ((recorded[at + i - frame] ?? 0) * (1 - i / frame)) | 0;
    const match = matchPrompt(recorded, prompt('en-confirm'));
    expect(match?.heard).toBe(1);
  });

  it('is found at a twentieth of its loudness and over noise of 10 dB less than it', async () => {
    const spoken = joined(silence(500), prompt('en-risk'), silence(500));
    const level = Math.sqrt(prompt('en-risk').reduce((sum, sample) => sum + sample * sample, 0) / prompt('en-risk').length);
    const quiet = matchPrompt(
      spoken.map((sample) => sample / 20),
      prompt('en-risk'),
    );
    expect(quiet?.score).toBeGreaterThan(0.95);
    const noisy = matchPrompt(mixed(spoken, noise(spoken.length, level * Math.sqrt(3) * 10 ** (-10 / 20))), prompt('en-risk'));
    expect(noisy?.heard).toBe(1);
  });

  it.each([-200, 200])('is found though its clock runs off by %i ppm', (ppm) => {
    const [whole, step] = [joined(silence(2_000), prompt('zh-confirm')), 1 + ppm / 1e6];
    const drifted = Int16Array.from({ length: Math.floor(whole.length / step) }, (_, at) => {
      const place = at * step;
      const [low, share] = [Math.floor(place), place % 1];
      return Math.round((whole[low] ?? 0) * (1 - share) + (whole[low + 1] ?? 0) * share);
    });
    const match = matchPrompt(drifted, prompt('zh-confirm'));
    expect(match?.heard).toBe(1);
  });

  it('is found where a jitter buffer cut 40 ms out of the middle', () => {
    const half = prompt('en-risk').length >> 1;
    const cut = joined(silence(700), prompt('en-risk').subarray(0, half), prompt('en-risk').subarray(half + 640));
    expect(matchPrompt(cut, prompt('en-risk'))?.heard).toBeGreaterThan(0.8);
  });
});

describe('a prompt that was not played', () => {
  it.each(['zh-confirm', 'en-risk'] as const)('is not found in what else the same voice said: %s', async (name) => {
    const others = PROMPT_NAMES.filter((other) => other !== name).map(prompt);
    const match = matchPrompt(await throughOpus(joined(...others)), prompt(name));
    expect(match?.score).toBeLessThan(0.2);
    expect(match?.heard).toBe(0);
  });

  it('is not found in silence, nor in noise', () => {
    expect(matchPrompt(silence(20_000), prompt('zh-risk'))?.score).toBe(0);
    expect(matchPrompt(noise(20 * PROMPT_RATE_HZ, 3_000), prompt('zh-risk'))?.score).toBeLessThan(0.2);
  });

  it('is half heard where it was cut off in its middle', async () => {
    const half = prompt('zh-risk').subarray(0, prompt('zh-risk').length >> 1);
    const match = matchPrompt(await throughOpus(joined(silence(1_000), half, silence(5_000))), prompt('zh-risk'));
    expect(match?.heard).toBeGreaterThan(0.4);
    expect(match?.heard).toBeLessThan(0.6);
    const pieces = match?.pieces ?? [];
    expect(pieces[0]?.score).toBeGreaterThan(0.8);
    expect(pieces.at(-1)?.score).toBeLessThan(0.5);
  });

  it('cannot be told where the recording is shorter than a piece of it, or the prompt is silent', () => {
    expect(matchPrompt(silence(300), prompt('zh-risk'))).toBeNull();
    expect(matchPrompt(prompt('zh-risk'), silence(5_000))).toBeNull();
  });
});
