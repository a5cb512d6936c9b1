import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/** Looks until there is something, and returns it. @throws after the deadline, naming what was waited for and what was seen last */
export async function until<T>(what: string, look: () => Promise<T> | T, withinMs = 10_000): Promise<NonNullable<T>> {
  const deadlineAtMs = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadlineAtMs) throw new Error(`Waited ${withinMs} ms in vain: ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}
