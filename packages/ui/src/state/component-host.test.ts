import type { ComponentShow } from '@guichet/protocol';
import { afterEach, expect, test, vi } from 'vitest';
import { ComponentHost } from './component-host.ts';

const show: ComponentShow = {
  ...{ type: 'show', role: 'customer', language: 'en', theme: 'light', colours: {}, config: { q: 'which' }, kept: {} },
  can: [{ action: 'choose', title: 'Choose' }],
};
const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

/** A frame's end of the line, as its page would have it. */
function connected(onAct = async (_action: string, _input: unknown) => true) {
  const told = { misuse: [] as string[], heights: [] as number[] };
  const host = new ComponentHost({
    ...{ onAct: vi.fn(onAct), onReady: () => undefined, now: () => 0 },
    onMisuse: (why) => told.misuse.push(why),
    onHeight: (height) => told.heights.push(height),
  });
  const heard: unknown[] = [];
  const targets: unknown[] = [];
  let page: MessagePort | undefined;
  const frame = {
    postMessage: (message: unknown, _origin: unknown, transfer?: readonly MessagePort[]) => {
      targets.push(message);
      page = transfer?.[0];
      page?.addEventListener('message', ({ data }) => heard.push(data));
      page?.start();
      if (page !== undefined) open.push(page);
    },
  } as unknown as Window;
  host.connect(frame);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A port has no origin.
  const say = (message: unknown) => page?.postMessage(message);
  return { host, told, heard, say, frame, targets };
}

test('a page that is ready is shown the step, and again whenever it changes', async () => {
  const { host, say, heard, targets } = connected();
  host.show(show);
  expect(heard).toEqual([]);
  say({ type: 'ready', contract: 1 });
  await vi.waitFor(() => expect(heard).toEqual([show]));
  host.show({ ...show, can: [] });
  await vi.waitFor(() => expect(heard).toHaveLength(2));
  expect(targets).toEqual([{ type: 'connect', contract: 1 }]);
  host.close();
});

test('what the reader may do is done; everything else is not even asked for', async () => {
  const asked: unknown[] = [];
  const { host, say, heard, told } = connected(async (action, input) => asked.push([action, input]) > 0);
  host.show(show);
  say({ type: 'ready', contract: 1 });
  say({ type: 'act', request: 1, action: 'choose', input: { card: 'a' } });
  await vi.waitFor(() => expect(heard).toContainEqual({ type: 'acted', request: 1, done: true }));
  say({ type: 'act', request: 2, action: 'confirm', input: null });
  await vi.waitFor(() => expect(heard).toContainEqual({ type: 'acted', request: 2, done: false }));
  say({ type: 'act', request: 3, action: 'choose', input: 'x'.repeat(40_000) });
  say({ type: 'act', request: 4, action: 'constructor', input: 1n });
  say({ type: 'act', request: 5, action: 'choose', input: null, more: 1 });
  say({ type: 'read', what: 'cookies' });
  say('ready');
  say({ type: 'height', heightPx: 240 });
  await vi.waitFor(() => expect(told.heights).toEqual([240]));
  expect(told.misuse).toEqual(['not_allowed', 'too_large', 'too_large', 'unknown', 'unknown', 'unknown']);
  expect(asked).toEqual([['choose', { card: 'a' }]]);
  host.close();
});

test('whoever talks without an end is not listened to', async () => {
  const { host, say, told } = connected();
  for (let i = 0; i < 40; i++) say({ type: 'height', heightPx: i });
  await vi.waitFor(() => expect(told.misuse).toHaveLength(10));
  expect(told.heights).toHaveLength(30);
  host.close();
});

test('a frame that loads something else hears nothing any more', async () => {
  const { host, frame, told, targets, say } = connected();
  host.connect(frame);
  expect(told.misuse).toEqual(['left']);
  expect(targets).toHaveLength(1);
  say({ type: 'ready', contract: 1 });
  host.show(show);
  host.close();
});
