import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ToastStore } from './toast-store.ts';

describe('ToastStore', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const texts = (store: ToastStore) => store.messages().map((message) => message.text);

  it('lets news go by itself and keeps what went wrong until it is dismissed', () => {
    const store = new ToastStore(1000);
    store.show('ok', 'saved');
    store.show('danger', 'failed');
    vi.advanceTimersByTime(1000);
    expect(texts(store)).toEqual(['failed']);
    store.dismiss(store.messages()[0]?.id ?? -1);
    expect(texts(store)).toEqual([]);
  });

  it('shows a repeated message once and never more than three', () => {
    const store = new ToastStore();
    for (const text of ['a', 'b', 'a', 'c', 'd']) store.show('warn', text);
    expect(texts(store)).toEqual(['a', 'c', 'd']);
  });

  it('tells its listeners of every change and of nothing else', () => {
    const store = new ToastStore(1000);
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
