/** Pictures a second of every composite: as many as cameras of calls give, and a whole number of milliseconds each. */
export const FRAMES_PER_SECOND = 25;
export const FRAME_MS = 1_000 / FRAMES_PER_SECOND;

/** The picture that is shown at a moment. */
export const frameAt = (ms: number): number => Math.max(0, Math.floor(ms / FRAME_MS));
/** The first picture that begins at a moment or after it. */
export const frameFrom = (ms: number): number => Math.max(0, Math.ceil(ms / FRAME_MS));
