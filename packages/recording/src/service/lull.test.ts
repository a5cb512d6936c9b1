import { expect, test } from 'vitest';
import { Lull } from './lull.ts';

function watched(gatherMs: number) {
  const clock = { nowMs: 1_000 };
  const rests: number[] = [];
  const lull = new Lull(gatherMs, { nowMs: () => clock.nowMs, sleep: (ms) => rests.push(ms) });
  return { lull, rests, clock, packetCame: lull.forSocket() };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('rests once after a turn that brought packets, however many', async () => {
  const { rests, packetCame } = watched(20);
  for (let i = 0; i < 5; i++) packetCame();
  expect(rests).toEqual([]);
  await nextTurn();
  expect(rests).toEqual([20]);
  await nextTurn();
  expect(rests).toEqual([20]);
  packetCame();
  await nextTurn();
  expect(rests).toEqual([20, 20]);
});

test('does not rest while somebody is asking', async () => {
  const { lull, rests, clock, packetCame } = watched(20);
  lull.requestCame();
  packetCame();
  await nextTurn();
  expect(rests).toEqual([]);
  clock.nowMs += 1_000;
  packetCame();
  await nextTurn();
  expect(rests).toEqual([20]);
});

test('a request that comes after the packets of a turn is not kept waiting by them', async () => {
  const { lull, rests, packetCame } = watched(20);
  packetCame();
  lull.requestCame();
  await nextTurn();
  expect(rests).toEqual([]);
});

test('never rests when packets are not to gather', async () => {
  const { rests, packetCame } = watched(0);
  packetCame();
  await nextTurn();
  expect(rests).toEqual([]);
});

test('really stops the thread for that long', async () => {
  new Lull(20).forSocket()();
  const startedAt = performance.now();
  await nextTurn();
  expect(performance.now() - startedAt).toBeGreaterThan(18);
});

test('does not rest while a socket has more than it gives in one turn, and rests when it is empty', async () => {
  const { rests, packetCame } = watched(20);
  for (let i = 0; i < 32; i++) packetCame();
  await nextTurn();
  expect(rests).toEqual([]);
  for (let i = 0; i < 31; i++) packetCame();
  await nextTurn();
  expect(rests).toEqual([20]);
});

test('takes many packets of many sockets for what they are', async () => {
  const { lull, rests } = watched(20);
  const sockets = Array.from({ length: 40 }, () => lull.forSocket());
  for (const packetCame of [...sockets, ...sockets]) packetCame();
  await nextTurn();
  expect(rests).toEqual([20]);
});
