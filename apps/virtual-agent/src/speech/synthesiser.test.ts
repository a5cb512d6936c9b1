import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { audioDecoder } from '../stage/decode-audio.ts';
import { Synthesiser } from './synthesiser.ts';

test('a line sounds the same whatever was said before it, so that it can be looked for in a recording', async () => {
  const synthesiser = await Synthesiser.load(audioDecoder(readConfig().ffmpegPath));
  const first = await synthesiser.speak('本次办理全程录音录像。', 'zh-CN');
  await synthesiser.speak('您好，我是数字人。', 'zh-CN');
  const again = await synthesiser.speak('本次办理全程录音录像。', 'zh-CN');
  expect(first?.samples.length).toBeGreaterThan(48_000);
  expect(again).toEqual(first);
});
