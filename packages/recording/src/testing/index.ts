export { PacketRing } from '../service/packet-ring.ts';
export { type ClipFrame, clipRecords, frameRecords, framesOf } from './clip-packets.ts';
export { makeClip, makeRecording } from './compose-kit.ts';
export { makeFlashBeepClip, partyTracks, sendClip } from './ffmpeg-kit.ts';
export * from './journal-kit.ts';
export { RingWriter } from './ring-writer.ts';
export * from './rtp.ts';
export { TestService, until } from './service-kit.ts';
