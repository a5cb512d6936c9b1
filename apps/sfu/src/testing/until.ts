import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 10;

/** Polls until there is a truthy answer, and returns it; throws after the deadline, naming what was waited for. */
export async function until<T>(
  what: string,
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  withinMs = 15_000,
): Promise<T> {
  const deadlineAtMs = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadlineAtMs) throw new Error(`Waited ${withinMs} ms in vain for: ${what}`);
    await delay(EVERY_MS);
  }
}
