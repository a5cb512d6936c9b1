export { eachGathered, isGathered } from '../rtp/gathered-datagram.ts';
export { clipRecords } from './clip-packets.ts';
export { makeClip, makeRecording } from './compose-kit.ts';
export { makeFlashBeepClip, partyTracks, sendClip } from './ffmpeg-kit.ts';
export * from './journal-kit.ts';
export * from './rtp.ts';
export { TestService, until } from './service-kit.ts';
