export { type FaceCompared, FaceLooks, type PatternAt, picturesToCompare } from './face-looks.ts';
export { FaceWatch, judgeFaces, type WatchedFace } from './face-watch.ts';
export { OwnThresholds, watchThresholds } from './pack-thresholds.ts';
export { blindness, PictureWatch, showsTheSame } from './picture-watch.ts';
export { SoundWatch } from './sound-watch.ts';
export { SpanWatch, type WatchChange } from './span-watch.ts';
export { TalkOverWatch } from './talk-over-watch.ts';
export { WATCH_DEFAULTS, WatchThresholds } from './thresholds.ts';
