/** Everybody whose connection went with the counter comes back within seconds, and is served first: what can wait begins this much after the start. */
export const AFTER_START_MS = 15_000;
