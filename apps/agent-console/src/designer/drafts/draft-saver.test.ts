import { AppError } from '@guichet/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HttpClient } from '../../app/http-client.ts';
import { addNode } from '../edit/commands.ts';
import { type Draft, emptyDraft } from '../edit/draft.ts';
import { newNode } from '../edit/new-node.ts';
import { DraftEditor } from './draft-editor.ts';
import { DraftSaver } from './draft-saver.ts';
import { LocalCopies } from './local-copies.ts';

const text = { 'zh-CN': '流程', en: 'Flow' };
const empty = (): Draft => emptyDraft({ key: 'own-flow', title: text, summary: text, channel: 'remote', product: 'account' });
const withStep = (draft: Draft, type = 'conversation'): Draft => addNode(draft, newNode(draft, type), { x: 0, y: 0 });

/** A browser's storage, as far as copies need it. */
class Storage {
  [key: string]: unknown;
  getItem(key: string): string | null {
    return Object.hasOwn(this, key) ? (this[key] as string) : null;
  }
  setItem(key: string, value: string): void {
    this[key] = value;
  }
  removeItem(key: string): void {
    delete this[key];
  }
}

interface Saved {
  readonly body: { readonly baseHash: string | null; readonly definition: { readonly nodes: readonly object[] } };
}

/** A counter that keeps what it is sent, or refuses in the way it is told. */
function counter() {
  const state = { hash: 'h0', refuse: null as AppError | null, sent: [] as Saved[] };
  const http = {
    request: (_: string, asked: Saved) => {
      if (state.refuse !== null) return Promise.reject(state.refuse);
      if (asked.body.baseHash !== state.hash) return Promise.reject(new AppError('draft_changed'));
      state.sent.push(asked);
      state.hash = `h${state.sent.length}`;
      return Promise.resolve({ version: { hash: state.hash, changedAt: 1, version: 1 }, problems: [] });
    },
  } as unknown as HttpClient;
  return { state, http };
}

function opened() {
  const { state, http } = counter();
  const copies = new LocalCopies('staff');
  const draft = withStep(empty());
  const editor = new DraftEditor(draft);
  const saver = new DraftSaver({
    http,
    editor,
    copies,
    flow: 'own-flow',
    page: 'p'.repeat(16),
    baseHash: 'h0',
    saved: draft,
    savedAt: 0,
    onSaved: () => undefined,
  });
  saver.start();
  return { state, copies, editor, saver };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', new Storage());
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a change is kept here at once, saved a moment later, and then no longer kept', async () => {
  const { state, copies, editor, saver } = opened();
  editor.change('added', (draft) => withStep(draft));
  await vi.advanceTimersByTimeAsync(250);
  expect(copies.read('own-flow')?.draft.nodes).toHaveLength(2);
  expect(state.sent).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(state.sent[0]?.body.definition.nodes).toHaveLength(2);
  expect(saver.state.get().kind).toBe('saved');
  expect(copies.flows).toEqual([]);
});

test('while the counter is away everything is kept here, and saved when it is back', async () => {
  const { state, copies, editor, saver } = opened();
  state.refuse = new AppError('unavailable');
  editor.change('added', (draft) => withStep(draft));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(saver.state.get().kind).toBe('away');
  editor.change('added', (draft) => withStep(draft));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(copies.read('own-flow')).toMatchObject({ baseHash: 'h0', draft: { nodes: [{}, {}, {}] } });
  state.refuse = null;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(state.sent.at(-1)?.body.definition.nodes).toHaveLength(3);
  expect(saver.state.get().kind).toBe('saved');
});

test('what somebody else saved is never overwritten: it stays here until both were looked at', async () => {
  const { state, copies, editor, saver } = opened();
  state.hash = 'theirs';
  editor.change('added', (draft) => withStep(draft));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(saver.state.get().kind).toBe('changed');
  editor.change('added', (draft) => withStep(draft));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(state.sent).toEqual([]);
  expect(copies.read('own-flow')?.draft.nodes).toHaveLength(3);
  await saver.saveOver('theirs');
  expect(state.sent).toHaveLength(1);
});

test('a flow without a step is kept here only', async () => {
  const { state, copies, editor, saver } = opened();
  editor.change('removed', () => empty());
  await vi.advanceTimersByTimeAsync(3_000);
  expect(saver.state.get().kind).toBe('empty');
  expect(state.sent).toEqual([]);
  expect(copies.read('own-flow')?.draft.nodes).toEqual([]);
});

test('whoever signs in after them on this computer finds nothing of it', async () => {
  const { editor } = opened();
  editor.change('added', (draft) => withStep(draft));
  await vi.advanceTimersByTimeAsync(250);
  expect(new LocalCopies('another').flows).toEqual([]);
  expect(new LocalCopies('staff').flows).toEqual(['own-flow']);
});
