import type { RtpCapabilities } from '@guichet/protocol';

type Codec = NonNullable<RtpCapabilities['codecs']>[number];

/** Constrained baseline, level 3.1: what every H264 hardware and Safari agree on, and what copies into MP4. */
const H264_PROFILE = '42e01f';

export type VideoMimeType = 'video/H264' | 'video/VP8';

/** The codec that somebody in the room can decode, where this browser has it; else what is preferred anyway. */
export function videoCodec(codecs: readonly Codec[], wanted: VideoMimeType | null): Codec | undefined {
  const fitting = wanted === null ? [] : codecs.filter((codec) => codec.mimeType.toLowerCase() === wanted.toLowerCase());
  return preferredVideoCodec(fitting) ?? preferredVideoCodec(codecs);
}

/**
 * The video codec to send with: H264 42e01f (packetization mode 1) where the browser has it, else VP8. RFC 7742 §5 makes both
 * mandatory, but builds without a licensed encoder have no H264. Undefined when there is neither.
 */
export function preferredVideoCodec(codecs: readonly Codec[]): Codec | undefined {
  const named = (name: string) => codecs.filter((codec) => codec.mimeType.toLowerCase() === name);
  const h264 = named('video/h264').filter((codec) => Number(codec.parameters?.['packetization-mode'] ?? 0) === 1);
  const exact = h264.find((codec) => String(codec.parameters?.['profile-level-id'] ?? '').toLowerCase() === H264_PROFILE);
  return exact ?? named('video/vp8')[0] ?? h264[0];
}
