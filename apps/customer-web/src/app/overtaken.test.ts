import { expect, test } from 'vitest';
import { isOvertaken, stepsIn } from './overtaken.ts';
import { Store } from './store.ts';

const view = (status: string, more: object = {}) => ({ status, flow: null, ...more }) as never;

test('what was pressed is overtaken when the page shows other steps, at once or a little later', async () => {
  const session = new Store(view('in_call'));
  const pressedAt = stepsIn(session.get());
  const later = isOvertaken(session, pressedAt);
  session.set(view('waiting'));
  expect(await later).toBe(true);
  expect(await isOvertaken(session, pressedAt)).toBe(true);
});

test('what changes beside the steps overtakes nothing', async () => {
  const session = new Store(view('in_call'));
  const overtaken = isOvertaken(session, stepsIn(session.get()));
  session.set(view('in_call', { revision: 2 }));
  expect(await overtaken).toBe(false);
});
