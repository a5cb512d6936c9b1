import type { TransportParameters } from '@guichet/protocol';

/** One media section of a link, as both ends agree on it. */
export interface MediaSection {
  readonly mid: string;
  readonly kind: 'audio' | 'video';
  /** Seen from this peer. */
  readonly direction: 'send' | 'receive';
  /** e.g. `opus/48000/2`, `VP8/90000`. */
  readonly encodingName: string;
  readonly payloadType: number;
  /** e.g. `packetization-mode=1;profile-level-id=42e01f`. */
  readonly formatParameters?: string;
  readonly ssrc: number;
  readonly cname: string;
}

/** Where the server is reached instead of where it says it listens, e.g. through a proxy. */
export interface CandidateOverride {
  readonly address: string;
  readonly port: number;
}

/**
 * The SDP answer (RFC 8829) that a server would give whose end of the transport is described by mediasoup's
 * parameters: ICE lite, DTLS passive, everything bundled on one port.
 */
export function buildServerAnswer(
  transport: TransportParameters,
  sections: readonly MediaSection[],
  candidateOverride?: CandidateOverride,
): string {
  const fingerprint = transport.dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  if (!fingerprint) throw new Error('The transport has no SHA-256 fingerprint');
  const { usernameFragment, password } = transport.iceParameters;
  const candidates = transport.iceCandidates
    .filter(({ protocol }) => protocol === 'udp')
    .map(({ foundation, priority, address, port }) => {
      const at = candidateOverride ?? { address, port };
      return `a=candidate:${foundation} 1 udp ${priority} ${at.address} ${at.port} typ host`;
    });
  if (candidates.length === 0) throw new Error('The transport has no UDP candidate');

  const media = sections.flatMap((section) => [
    `m=${section.kind} 9 UDP/TLS/RTP/SAVPF ${section.payloadType}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${section.mid}`,
    section.direction === 'send' ? 'a=recvonly' : 'a=sendonly',
    'a=rtcp-mux',
    `a=rtpmap:${section.payloadType} ${section.encodingName}`,
    ...(section.formatParameters ? [`a=fmtp:${section.payloadType} ${section.formatParameters}`] : []),
    ...(section.direction === 'receive' ? [`a=ssrc:${section.ssrc} cname:${section.cname}`] : []),
    `a=ice-ufrag:${usernameFragment}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:sha-256 ${fingerprint.value}`,
    'a=setup:passive',
    ...candidates,
    'a=end-of-candidates',
  ]);
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${sections.map(({ mid }) => mid).join(' ')}`,
    ...media,
    '',
  ].join('\r\n');
}

/** The peer's certificate fingerprint, out of its own SDP. */
export function readFingerprint(sdp: string): { algorithm: 'sha-256'; value: string } {
  const value = /^a=fingerprint:sha-256 (\S+)/im.exec(sdp)?.[1];
  if (!value) throw new Error('The local description has no SHA-256 fingerprint');
  return { algorithm: 'sha-256', value };
}
