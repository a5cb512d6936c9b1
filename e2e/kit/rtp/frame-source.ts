/** One coded frame, cut into RTP payloads of at most `maxPayloadBytes`. */
export interface PacketisedFrame {
  readonly payloads: readonly Uint8Array[];
  readonly keyFrame: boolean;
}

/** Gives coded frames one after the other, for as long as it is asked. */
export interface FrameSource {
  next(): PacketisedFrame;
  /** The next frame is to be a key frame: somebody who just joined, or lost one, asks for it. */
  requestKeyFrame(): void;
}

/** Fits an IPv6 path of 1280 bytes with UDP, SRTP tag, RTP header and extensions. */
export const maxPayloadBytes = 1_150;
