import { expect, test } from 'vitest';
import { ninjaPercent } from './ninja-progress.ts';

test('a line of ninja reads as percent done', () => {
  expect(ninjaPercent('[87/348] Compiling C++ object mediasoup-worker.p/src_Worker.cpp.o')).toBe(25);
  expect(ninjaPercent('[348/348] Linking target mediasoup-worker')).toBe(100);
});

test('compiler output is not progress', () => {
  expect(ninjaPercent('../src/Worker.cpp:12: warning: [1/2] of it')).toBeUndefined();
  expect(ninjaPercent('[0/0] nothing')).toBeUndefined();
});
