/** Lets a call go on for so long: never a wait for a result. */
export const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));
