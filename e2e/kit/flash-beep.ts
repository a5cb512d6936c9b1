/** The flash-and-beep source and its analyser: one door to the folder of the same name. */
export {
  type AudioFindings,
  beepMinusFlashMs,
  findBeeps,
  findFlashes,
  type FoundFlash,
  median,
  type VideoFindings,
} from './flash-beep/analyse.ts';
export { type CapturedMoments, capturedMoments, observeCapture } from './flash-beep/capture-observer.ts';
export type { PictureRegion } from './flash-beep/decode.ts';
export { beepFrequencyHz, type FlashBeepPattern } from './flash-beep/pattern.ts';
export { type FlashBeepFiles, writeFlashBeepFiles } from './flash-beep/source-files.ts';
