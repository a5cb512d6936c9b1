import type { TrackSource } from '@guichet/protocol';
import type { types } from 'mediasoup-client';

type Encodings = types.RtpEncodingParameters[];

/** Opus: repaired by retransmission and in-band FEC, never silent by DTX (a recording must tell silence from loss). */
const AUDIO_OPTIONS: types.ProducerCodecOptions = { opusNack: true, opusFec: true, opusDtx: false, opusStereo: false, opusMaxAverageBitrate: 40_000 };
const VIDEO_OPTIONS: types.ProducerCodecOptions = { videoGoogleStartBitrate: 800 };

/**
 * Layers of a camera: full, half and quarter size, so that a small tile and a weak line each get a picture of their own. Bit rates are those at
 * which 720p, 360p and 180p of a speaking head stay clear in H264.
 */
export function cameraEncodings(widthPx: number): Encodings {
  const full = { rid: 'h', scaleResolutionDownBy: 1, maxBitrate: 1_500_000 };
  const half = { rid: 'm', scaleResolutionDownBy: 2, maxBitrate: 450_000 };
  const quarter = { rid: 'l', scaleResolutionDownBy: 4, maxBitrate: 120_000 };
  // A picture that is small already gets no layer that nobody could read.
  if (widthPx >= 960) return [quarter, half, full];
  if (widthPx >= 480) return [half, full].map((layer) => ({ ...layer, maxBitrate: layer.rid === 'h' ? 800_000 : 150_000 }));
  return [{ ...full, maxBitrate: 400_000 }];
}

/** H264 constrained baseline 3.1 first (cheapest, and copied into MP4 as it is), VP8 where a browser has none. */
export function preferredVideoCodec(codecs: readonly types.RtpCodecCapability[]): types.RtpCodecCapability | undefined {
  const h264 = codecs.find(
    ({ mimeType, parameters }) =>
      mimeType.toLowerCase() === 'video/h264' && String(parameters?.['profile-level-id']).toLowerCase() === '42e01f' && parameters?.['packetization-mode'] === 1,
  );
  return h264 ?? codecs.find(({ mimeType }) => mimeType.toLowerCase() === 'video/vp8');
}

/** How a track of this source is sent. */
export function producerOptions(source: TrackSource, track: MediaStreamTrack, codecs: readonly types.RtpCodecCapability[]): types.ProducerOptions {
  const common = { track, stopTracks: false, disableTrackOnPause: true, zeroRtpOnPause: true };
  if (source === 'microphone') return { ...common, codecOptions: AUDIO_OPTIONS };
  const codec = preferredVideoCodec(codecs);
  const encodings = source === 'camera' ? cameraEncodings(track.getSettings().width ?? 1280) : [{ maxBitrate: 2_500_000 }];
  return { ...common, codecOptions: VIDEO_OPTIONS, encodings, ...(codec ? { codec } : {}) };
}
