export { ffmpegPath } from '../mux/ffmpeg.ts';
export { measureSound, PEAKS_PER_SECOND, speechIn } from './peaks.ts';
export type { SoundMaterial } from './peaks.ts';
export { BLUR_WIDTH_PX, makePictures, markPicture, sheetOf, takeStill } from './pictures.ts';
export type { Mark, Sheet } from './pictures.ts';
