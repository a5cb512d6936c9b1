export { Gathering } from './gathering.ts';
export { matroskaToMp4, muxToMp4 } from './mp4.ts';
export type { Mp4Options } from './mp4.ts';
export { muxToFiles, muxToMatroska } from './mux.ts';
export type { MuxOptions, MuxResult, MuxedFiles, MuxedTrack } from './mux.ts';
export { OmittedReason } from './plan.ts';
export type { TrackFile } from './track-file.ts';
