import type { LocalText } from '@guichet/protocol';
import type { JsonObject } from '../node-type.ts';

/** A closed set with its texts as a page lists it. */
export const titled = (texts: Readonly<Record<string, LocalText>>): JsonObject[] =>
  Object.entries(texts).map(([key, title]) => ({ key, title }));
