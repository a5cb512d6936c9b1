import { newId } from '@guichet/protocol';
import { expect, it } from 'vitest';
import { isSeen } from './level-change.ts';

const [one, other] = [newId('par'), newId('par')];
const levels = (...each: [typeof one, number][]) => each.map(([participantId, level]) => ({ participantId, level }));

it.each([
  ['nobody spoke and nobody does', levels(), levels(), false],
  ['somebody begins', levels(), levels([one, -20]), true],
  ['silence falls', levels([one, -20]), levels(), true],
  ['another speaks', levels([one, -20]), levels([other, -20]), true],
  ['the order alone is another', levels([one, -20], [other, -21]), levels([other, -20], [one, -21]), false],
  ['one is a little louder', levels([one, -20]), levels([one, -18]), false],
  ['one is louder', levels([one, -20]), levels([one, -17]), true],
  ['one is quieter', levels([one, -20], [other, -30]), levels([one, -20], [other, -33]), true],
])('%s', (_what, told, now, seen) => {
  expect(isSeen(told, now)).toBe(seen);
});
