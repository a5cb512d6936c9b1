import type { RtpCapabilities, RtpParameters } from '@guichet/protocol';
import type { MediaSection } from './sdp.ts';

/** The codecs that peers of this project send. */
export const loadCodec = { opus: 'audio/opus', vp8: 'video/VP8', h264: 'video/H264' } as const;
export type LoadCodec = (typeof loadCodec)[keyof typeof loadCodec];

const audioLevelUri = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

export interface SendStream {
  readonly rtpParameters: RtpParameters;
  readonly section: MediaSection;
  readonly clockRate: number;
  /** undefined when the server does not know the RFC 6464 extension, or for video. */
  readonly audioLevelExtensionId: number | undefined;
}

type RouterCodec = NonNullable<RtpCapabilities['codecs']>[number];

/** What a peer tells the server of a stream it is going to send, and its own media section for it. */
export function describeSendStream(
  router: RtpCapabilities,
  mimeType: LoadCodec,
  identity: { readonly mid: string; readonly ssrc: number; readonly cname: string },
): SendStream {
  const codec = findCodec(router, mimeType);
  const payloadType = codec.preferredPayloadType ?? 0;
  const extension = router.headerExtensions?.find(({ kind, uri }) => kind === codec.kind && uri === audioLevelUri);
  const rtcpFeedback = keepFeedback(codec);
  return {
    rtpParameters: {
      codecs: [
        {
          mimeType: codec.mimeType,
          payloadType,
          clockRate: codec.clockRate,
          ...(codec.channels ? { channels: codec.channels } : {}),
          parameters: codec.parameters ?? {},
          rtcpFeedback,
        },
      ],
      headerExtensions: extension ? [{ uri: extension.uri, id: extension.preferredId }] : [],
      encodings: [{ ssrc: identity.ssrc }],
      rtcp: { cname: identity.cname },
    },
    section: { ...sectionOf(codec, payloadType), ...identity, direction: 'send' },
    clockRate: codec.clockRate,
    audioLevelExtensionId: extension?.preferredId,
  };
}

/** The media section for a stream the server offers. */
export function describeReceiveStream(kind: 'audio' | 'video', rtpParameters: RtpParameters, mid: string): MediaSection {
  const codec = rtpParameters.codecs[0];
  const ssrc = rtpParameters.encodings?.[0]?.ssrc;
  if (!codec || ssrc === undefined) throw new Error('The offered stream has no codec or no SSRC');
  return {
    ...sectionOf({ ...codec, kind }, codec.payloadType),
    mid,
    ssrc,
    cname: rtpParameters.rtcp?.cname ?? 'unknown',
    direction: 'receive',
  };
}

/**
 * What such a peer can receive: Opus and one video codec, no retransmission streams, no header extensions and
 * no bandwidth estimation, so that every packet sent is comparable with every packet received.
 */
export function receiveCapabilities(router: RtpCapabilities, decodes: readonly LoadCodec[] = Object.values(loadCodec)): RtpCapabilities {
  const known: readonly string[] = decodes;
  return {
    codecs: (router.codecs ?? [])
      .filter(({ mimeType }) => known.includes(mimeType))
      .map((codec) => ({ ...codec, rtcpFeedback: keepFeedback(codec) })),
    headerExtensions: [],
  };
}

function findCodec(router: RtpCapabilities, mimeType: LoadCodec): RouterCodec {
  const codec = router.codecs?.find((candidate) => candidate.mimeType.toLowerCase() === mimeType.toLowerCase());
  if (!codec) throw new Error(`The server does not offer ${mimeType}`);
  return codec;
}

function keepFeedback(codec: RouterCodec): { type: string; parameter?: string }[] {
  return (codec.rtcpFeedback ?? [])
    .filter(({ type, parameter }) => type === 'nack' && (!parameter || parameter === 'pli'))
    .map(({ type, parameter }) => (parameter ? { type, parameter } : { type }));
}

function sectionOf(
  codec: Pick<RouterCodec, 'mimeType' | 'clockRate' | 'channels' | 'parameters' | 'kind'>,
  payloadType: number,
): Pick<MediaSection, 'kind' | 'encodingName' | 'payloadType' | 'formatParameters'> {
  const name = codec.mimeType.split('/')[1] ?? '';
  const channels = codec.channels && codec.channels > 1 ? `/${codec.channels}` : '';
  const formatParameters = Object.entries(codec.parameters ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${value}`)
    .join(';');
  return {
    kind: codec.kind,
    encodingName: `${name}/${codec.clockRate}${channels}`,
    payloadType,
    ...(formatParameters ? { formatParameters } : {}),
  };
}
