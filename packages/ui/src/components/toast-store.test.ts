import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ToastStore } from './toast-store.ts';

describe('ToastStore', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const texts = (store: ToastStore) => store.messages().map((message) => message.text);

  it('lets news go by itself and keeps what went wrong until it is dismissed', () => {
    const store = new ToastStore({ lifeMs: 1000 });
    store.show('ok', 'saved');
    store.show('danger', 'failed');
    vi.advanceTimersByTime(1000);
    expect(texts(store)).toEqual(['failed']);
    store.dismiss(store.messages()[0]?.id ?? -1);
    expect(texts(store)).toEqual([]);
  });

  it('lets what went wrong go once what was asked for next has worked, and not before it could be read', () => {
    const store = new ToastStore({ lifeMs: 1000 });
    store.show('danger', 'failed');
    vi.advanceTimersByTime(60_000);
    store.settle();
    expect(texts(store)).toEqual(['failed']);
    vi.advanceTimersByTime(500);
    store.show('danger', 'failed again');
    vi.advanceTimersByTime(500);
    expect(texts(store)).toEqual(['failed again']);
  });

  it('shows a repeated message once and never more than three, or than it is told', () => {
    const store = new ToastStore();
    for (const text of ['a', 'b', 'a', 'c', 'd']) store.show('warn', text);
    expect(texts(store)).toEqual(['a', 'c', 'd']);
    const single = new ToastStore({ mostAtOnce: 1 });
    for (const text of ['a', 'b']) single.show('danger', text);
    expect(texts(single)).toEqual(['b']);
  });

  it('tells its listeners of every change and of nothing else', () => {
    const store = new ToastStore({ lifeMs: 1000 });
    const listener = vi.fn();
    const stop = store.subscribe(listener);
    store.show('info', 'x');
    store.dismiss(99);
    expect(listener).toHaveBeenCalledTimes(1);
    stop();
    vi.advanceTimersByTime(1000);
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
