/** Width over height of what is held into the frame: a card (ISO/IEC 7810 ID-1), the page of a passport (ID-3), a face. */
export const FRAME_ASPECTS = { card: 85.6 / 53.98, page: 125 / 88, face: 3 / 4 } as const;
export type FrameKind = keyof typeof FRAME_ASPECTS;

/** How much of the picture the frame may take: a card that fills it is read best, a face needs room to turn. */
const SHARES = { card: 0.88, page: 0.88, face: 0.76 } as const;

/**
 * How wide the frame is as a share of the picture's width, so that all of it lies within the picture that is recorded, whichever way the camera is held.
 * @param cameraAspect width over height of what the camera gives
 */
export function frameShare(frame: FrameKind, cameraAspect: number): number {
  return SHARES[frame] * Math.min(1, FRAME_ASPECTS[frame] / cameraAspect);
}
