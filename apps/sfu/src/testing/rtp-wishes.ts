import type { PayloadOf, PeerRequests, RtpCapabilities } from '@guichet/protocol';

type Publish = PayloadOf<PeerRequests['track.publish']>;

const APPLIED = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** What a browser would publish, for tests in which no packet ever flows. */
export function microphoneWish(router: RtpCapabilities, ssrc: number, generation = 0): Publish {
  return { ...wish(router, 'audio/opus', ssrc), source: 'microphone', kind: 'audio', generation, paused: false, settings: APPLIED };
}

export function cameraWish(router: RtpCapabilities, ssrc: number, generation = 0): Publish {
  return {
    ...wish(router, 'video/H264', ssrc),
    source: 'camera',
    kind: 'video',
    generation,
    paused: false,
    settings: { widthPx: 1280, heightPx: 720 },
  };
}

function wish(router: RtpCapabilities, mimeType: string, ssrc: number): Pick<Publish, 'rtpParameters'> {
  const codec = router.codecs?.find((candidate) => candidate.mimeType === mimeType);
  if (!codec) throw new Error(`The router has no ${mimeType}`);
  const { clockRate, channels, parameters } = codec;
  return {
    rtpParameters: {
      codecs: [
        {
          mimeType,
          clockRate,
          ...(channels ? { channels } : {}),
          payloadType: codec.preferredPayloadType ?? 100,
          parameters: parameters ?? {},
        },
      ],
      encodings: [{ ssrc }],
      rtcp: { cname: `test-${ssrc}` },
    },
  };
}

/** A well-formed fingerprint that belongs to nobody. */
export const STRANGER_DTLS: PayloadOf<PeerRequests['transport.connect']>['dtlsParameters'] = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
