import type { RtpCapabilities } from '@guichet/protocol';
import type { types } from 'mediasoup';

/**
 * What rooms speak, the preferred first. H264 constrained baseline costs browsers least and is copied into MP4 as it is;
 * VP8 is what every browser without H264 has.
 */
export const ROUTER_CODECS: types.RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    // In-band FEC (RFC 7587 §6.1) and NACK together bring lost audio at 10 % packet loss to nearly nothing. Without DTX, silence is
    // packets too, so that a hole in a recording is always a hole.
    parameters: { useinbandfec: 1, usedtx: 0 },
    rtcpFeedback: [{ type: 'nack' }, { type: 'transport-cc' }],
  },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

const isRetransmission = (mimeType: string): boolean => /\/rtx$/i.test(mimeType);

/**
 * What the recording service can take of a router: no retransmissions (nothing is lost on the loopback) and no header extensions,
 * but picture loss indications, without which no keyframe could be asked for.
 */
export function recorderCapabilities(router: types.RtpCapabilities): types.RtpCapabilities {
  const codecs = (router.codecs ?? [])
    .filter((codec) => !isRetransmission(codec.mimeType))
    .map((codec) => ({
      ...codec,
      rtcpFeedback: (codec.rtcpFeedback ?? []).filter(
        ({ type, parameter }) => (type === 'nack' && parameter === 'pli') || (type === 'ccm' && parameter === 'fir'),
      ),
    }));
  return { codecs, headerExtensions: [] };
}

/** Whether a browser can take part at all: it has Opus, and one of the two video codecs. */
export function canTakePart(capabilities: RtpCapabilities): boolean {
  const names = new Set((capabilities.codecs ?? []).map((codec) => codec.mimeType.toLowerCase()));
  return names.has('audio/opus') && (names.has('video/h264') || names.has('video/vp8'));
}

/** Whoever takes part decodes one of the two: who cannot decode the one decodes the other. Null for what is no picture. */
export function otherVideoCodec(mimeType: string): 'video/H264' | 'video/VP8' | null {
  switch (mimeType.toLowerCase()) {
    case 'video/h264':
      return 'video/VP8';
    case 'video/vp8':
      return 'video/H264';
    default:
      return null;
  }
}

/**
 * mediasoup's types have the shapes of the protocol's, but are not written for `exactOptionalPropertyTypes`. These two are the only
 * places where one becomes the other.
 */
export const toMediasoup = <T>(value: unknown): T => value as T;
export const toProtocol = <T>(value: unknown): T => value as T;
