export { type ColourPicture, grayOf } from './picture/colour-picture.ts';
export { picturePng } from './picture/picture-png.ts';
export { type GrayPicture, measurePicture } from './picture/measure-picture.ts';
export { METER_SAMPLE_RATE, SOUND_WINDOW_MS, SoundMeter } from './sound/sound-meter.ts';
export { type SpokenSpan, spokenSpan } from './sound/spoken-span.ts';
