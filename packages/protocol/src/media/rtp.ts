import { z } from 'zod';

/**
 * The RTP, ICE and DTLS parameters that mediasoup and mediasoup-client exchange
 * (shapes: mediasoup's rtpParametersTypes and WebRtcTransportTypes), bounded in length so that a hostile peer can't grow them.
 */
const Count = z.number().int().min(0).max(0xffff_ffff);
const ShortText = z.string().max(256);
const Feedback = z.object({ type: ShortText, parameter: ShortText.optional() });
const CodecParameters = z.record(ShortText, z.union([ShortText, z.number(), z.undefined()]));

export const MediaKind = z.enum(['audio', 'video']);
export type MediaKind = z.infer<typeof MediaKind>;

const CodecCapability = z.object({
  kind: MediaKind,
  mimeType: ShortText,
  clockRate: Count,
  channels: z.number().int().min(1).max(8).optional(),
  preferredPayloadType: z.number().int().min(0).max(127).optional(),
  parameters: CodecParameters.optional(),
  rtcpFeedback: z.array(Feedback).max(16).optional(),
});

const HeaderExtensionCapability = z.object({
  kind: MediaKind,
  uri: ShortText,
  preferredId: z.number().int().min(1).max(255),
  preferredEncrypt: z.boolean().optional(),
  direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
});

export const RtpCapabilities = z.object({
  codecs: z.array(CodecCapability).max(64).optional(),
  headerExtensions: z.array(HeaderExtensionCapability).max(64).optional(),
});
export type RtpCapabilities = z.infer<typeof RtpCapabilities>;

const Encoding = z.object({
  ssrc: Count.optional(),
  rid: ShortText.optional(),
  codecPayloadType: z.number().int().min(0).max(127).optional(),
  rtx: z.object({ ssrc: Count }).optional(),
  dtx: z.boolean().optional(),
  scalabilityMode: ShortText.optional(),
  scaleResolutionDownBy: z.number().positive().optional(),
  maxBitrate: Count.optional(),
  maxFramerate: z.number().positive().max(240).optional(),
  active: z.boolean().optional(),
  adaptivePtime: z.boolean().optional(),
  priority: ShortText.optional(),
  networkPriority: ShortText.optional(),
});

export const RtpParameters = z.object({
  mid: ShortText.optional(),
  codecs: z
    .array(
      z.object({
        mimeType: ShortText,
        payloadType: z.number().int().min(0).max(127),
        clockRate: Count,
        channels: z.number().int().min(1).max(8).optional(),
        parameters: CodecParameters.optional(),
        rtcpFeedback: z.array(Feedback).max(16).optional(),
      }),
    )
    .min(1)
    .max(16),
  headerExtensions: z
    .array(
      z.object({
        uri: ShortText,
        id: z.number().int().min(1).max(255),
        encrypt: z.boolean().optional(),
        parameters: CodecParameters.optional(),
      }),
    )
    .max(32)
    .optional(),
  encodings: z.array(Encoding).max(4).optional(),
  rtcp: z.object({ cname: ShortText.optional(), reducedSize: z.boolean().optional(), mux: z.boolean().optional() }).optional(),
  msid: ShortText.optional(),
});
export type RtpParameters = z.infer<typeof RtpParameters>;

export const IceParameters = z.object({
  usernameFragment: ShortText,
  password: ShortText,
  iceLite: z.boolean().optional(),
});

export const IceCandidate = z.object({
  foundation: ShortText,
  priority: Count,
  ip: ShortText,
  address: ShortText,
  protocol: z.enum(['udp', 'tcp']),
  port: z.number().int().min(1).max(65535),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.enum(['passive', 'active', 'so']).optional(),
});

export const DtlsParameters = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().regex(/^[0-9A-Fa-f:]{2,200}$/),
      }),
    )
    .min(1)
    .max(8),
});
export type DtlsParameters = z.infer<typeof DtlsParameters>;

/** What a browser needs to make its end of a WebRTC transport. */
export const TransportParameters = z.object({
  id: z.string().max(64),
  iceParameters: IceParameters,
  iceCandidates: z.array(IceCandidate).max(32),
  dtlsParameters: DtlsParameters,
});
export type TransportParameters = z.infer<typeof TransportParameters>;

/** RTCIceServer, as the W3C defines it. */
export const IceServer = z.object({
  urls: z.array(z.string().max(512)).min(1).max(8),
  username: z.string().max(256).optional(),
  credential: z.string().max(256).optional(),
});
export type IceServer = z.infer<typeof IceServer>;
