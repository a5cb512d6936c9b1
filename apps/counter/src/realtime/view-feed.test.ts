import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ViewFeed } from './view-feed.ts';

let pushes: boolean[];
let feed: ViewFeed;
let push: (queueOnly: boolean) => Promise<void>;
const failures: unknown[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  pushes = [];
  push = async (queueOnly) => void pushes.push(queueOnly);
  feed = new ViewFeed({ push: (queueOnly) => push(queueOnly), onError: (error) => failures.push(error) });
});
afterEach(() => {
  feed.close();
  vi.useRealTimers();
});

describe('the feed of a page', () => {
  it('tells changes that follow one another closely by one view', async () => {
    for (let change = 0; change < 20; change++) feed.touch();
    await vi.advanceTimersByTimeAsync(50);
    expect(pushes).toEqual([false]);
  });

  it('tells changes of the queue alone once a second, and with whatever else has changed at once', async () => {
    feed.touchQueue();
    feed.touchQueue();
    await vi.advanceTimersByTimeAsync(900);
    expect(pushes).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(pushes).toEqual([true]);
    feed.touchQueue();
    feed.touch();
    await vi.advanceTimersByTimeAsync(50);
    expect(pushes).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pushes).toEqual([true, false]);
  });

  it('reads again after a change that came while it read, never twice at a time', async () => {
    const gate = Promise.withResolvers<void>();
    let reading = 0;
    push = async (queueOnly) => {
      reading += 1;
      expect(reading).toBe(1);
      pushes.push(queueOnly);
      await gate.promise;
      reading -= 1;
    };
    feed.touch();
    await vi.advanceTimersByTimeAsync(50);
    feed.touch();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pushes).toEqual([false]);
    gate.resolve();
    await vi.advanceTimersByTimeAsync(50);
    expect(pushes).toEqual([false, false]);
  });

  it('tries again when the database was away, and forgets nothing of what was to be told', async () => {
    let away = true;
    push = async (queueOnly) => {
      if (away) throw new Error('away');
      pushes.push(queueOnly);
    };
    feed.touch();
    await vi.advanceTimersByTimeAsync(50);
    expect(failures).toHaveLength(1);
    away = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pushes).toEqual([false]);
  });

  it('sends nothing once it is closed', async () => {
    feed.touch();
    feed.close();
    feed.touch();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pushes).toEqual([]);
  });
});
