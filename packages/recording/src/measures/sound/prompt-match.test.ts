import { expect, it } from 'vitest';
import { joined, promptSound, silence, throughOpus } from '../../testing/prompt-sounds.ts';
import { matchPrompt } from './prompt-match.ts';

// Codecs, noise, drift and other sentences one by one: `prompt-match.long.test.ts`.
it('a prompt is found in a recorded call in which packets were lost, to its middle where it was cut off, and no other one is', async () => {
  const [risk, confirm] = [await promptSound('zh-risk'), await promptSound('zh-confirm')];
  const recorded = await throughOpus(joined(silence(2_000), risk, silence(500), confirm.subarray(0, confirm.length >> 1), silence(4_000)), {
    lossOneIn: 20,
  });
  const whole = matchPrompt(recorded, risk);
  expect(whole?.heard).toBe(1);
  expect(Math.abs((whole?.atMs ?? 0) - 2_000)).toBeLessThan(30);
  const half = matchPrompt(recorded, confirm);
  expect(half?.heard).toBeGreaterThan(0.3);
  expect(half?.heard).toBeLessThan(0.7);
  expect(matchPrompt(recorded, await promptSound('en-risk'))).toMatchObject({ heard: 0 });
});

it('a prompt cannot be told where the recording is shorter than a piece of it, or the prompt is silent', async () => {
  const prompt = await promptSound('zh-risk');
  expect(matchPrompt(silence(300), prompt)).toBeNull();
  expect(matchPrompt(prompt, silence(5_000))).toBeNull();
  expect(matchPrompt(silence(20_000), prompt)?.score).toBe(0);
});
