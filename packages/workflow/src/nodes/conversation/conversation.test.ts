import { expect, it } from 'vitest';
import { NodeRunner, refusalOf } from '../testing/node-run.ts';
import { conversation } from './behaviour.ts';

const config = {
  topic: { 'zh-CN': '资产配置', en: 'Asset allocation' },
  points: [{ 'zh-CN': '询问流动性需求', en: 'Ask what must stay liquid' }],
};

it('is ended by the agent, not by the customer', () => {
  const run = new NodeRunner(conversation, { config });
  expect(refusalOf(() => run.act('customer', 'finish'))).toBe('forbidden');
  run.wait(60_000).act('agent', 'finish');
  expect(run.done).toEqual({ port: 'done', outputs: { talkedMs: 60_000 } });
});

it('ends with the call', () => {
  expect(new NodeRunner(conversation).signal('call.ended').done?.port).toBe('done');
});

it('keeps the agent’s points from the customer and from a guest', () => {
  const run = new NodeRunner(conversation, { config });
  expect(run.shows('agent', '流动性')).toBe(true);
  expect(run.shows('customer', '流动性')).toBe(false);
  expect(run.shows('guest', '流动性')).toBe(false);
  expect(run.shows('customer', '资产配置')).toBe(true);
});
