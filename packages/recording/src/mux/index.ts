export { matroskaToMp4, muxToMp4 } from './mp4.ts';
export type { Mp4Options } from './mp4.ts';
export { muxToMatroska } from './mux.ts';
export type { MuxOptions, MuxResult, MuxedTrack } from './mux.ts';
export { OmittedReason } from './plan.ts';
export { TRACK_FILE_FORMAT, matroskaToTrackFiles } from './track-file.ts';
