/** Whose picture it is, as the one who looks at it would say. */
export type TileParty = 'self' | 'customer' | 'agent' | 'supervisor' | 'guest' | 'virtual_agent';

/** What a tile shows instead of, or over, the picture. The reason is always said. */
export type TileState =
  | { kind: 'live' }
  /** There is to be a picture, and none has come yet. */
  | { kind: 'connecting' }
  | { kind: 'camera_off'; by: TileParty }
  | { kind: 'frozen'; forMs: number }
  /** The browser gave no permission for the camera. */
  | { kind: 'no_permission' }
  /** The party's connection is lost; it can come back. */
  | { kind: 'gone'; forMs: number | null }
  | { kind: 'held' };

/** A picture that stands still shorter than this is not worth a word. */
export const FROZEN_AFTER_MS = 2_000;

interface TileFacts {
  readonly party: TileParty;
  readonly connected: boolean;
  /** Since when it is away, on the same clock as `nowMs`. */
  readonly goneSinceMs?: number | null | undefined;
  readonly permissionDenied?: boolean | undefined;
  readonly cameraPaused: boolean;
  readonly held?: boolean | undefined;
  readonly hasTrack: boolean;
  /** When the last frame was shown; null before the first. */
  readonly lastFrameAtMs: number | null;
  readonly nowMs: number;
}

/** The strongest reason first: who is away has no camera to speak of, and a camera that is off is not frozen. */
export function tileState(facts: TileFacts): TileState {
  if (facts.permissionDenied === true) return { kind: 'no_permission' };
  if (!facts.connected) {
    const since = facts.goneSinceMs ?? null;
    return { kind: 'gone', forMs: since === null ? null : Math.max(0, facts.nowMs - since) };
  }
  if (facts.held === true) return { kind: 'held' };
  if (facts.cameraPaused) return { kind: 'camera_off', by: facts.party };
  if (!facts.hasTrack || facts.lastFrameAtMs === null) return { kind: 'connecting' };
  const stillMs = facts.nowMs - facts.lastFrameAtMs;
  return stillMs >= FROZEN_AFTER_MS ? { kind: 'frozen', forMs: stillMs } : { kind: 'live' };
}
