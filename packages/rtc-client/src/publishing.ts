import type { TrackSource } from '@guichet/protocol';
import type { types } from 'mediasoup-client';
import { type VideoMimeType, videoCodec } from './codec-choice.ts';
import { layerEncodings } from './encodings.ts';

/** Opus: repaired by retransmission and in-band FEC on both sides, never silent by DTX: a recording must tell silence from loss. */
const SOUND: types.ProducerCodecOptions = {
  opusNack: true,
  opusFec: true,
  opusDtx: false,
  opusStereo: false,
  opusMaxAverageBitrate: 40_000,
};
/** Chromium starts at 300 kbit/s and needs seconds to find out that more fits; a face is readable from about here on. */
const PICTURE: types.ProducerCodecOptions = { videoGoogleStartBitrate: 800 };

/**
 * How a track of this source is sent. A muted one sends nothing at all, and its device is the page's business, not mediasoup's. Every layer begins
 * active: what the first offer says of them is repeated in the answer to each later one, so that a layer that began paused would be paused again by
 * the next restart of ICE or the next mute.
 */
export function producerOptions(
  source: TrackSource,
  track: MediaStreamTrack,
  codecs: readonly types.RtpCodecCapability[],
  wanted: VideoMimeType | null = null,
): types.ProducerOptions {
  const common = { track, stopTracks: false, disableTrackOnPause: true, zeroRtpOnPause: true };
  if (source === 'microphone') return { ...common, codecOptions: SOUND };
  const { width, height } = track.getSettings();
  const codec = videoCodec(codecs as Parameters<typeof videoCodec>[0], wanted) as types.RtpCodecCapability | undefined;
  const encodings = layerEncodings(source, { widthPx: width, heightPx: height }).map((layer) => ({ ...layer }));
  return { ...common, codecOptions: PICTURE, encodings, ...(codec ? { codec } : {}) };
}

/**
 * Does the work while nothing is sent. A first frame that the node knows no track for yet is lost, and with it the only keyframe for a while: browsers
 * leave requests unanswered that come soon after. Between the offer and the next one only: an offer says of a layer whether it is active.
 */
export async function heldBack<T>(sender: RTCRtpSender, work: () => Promise<T>): Promise<T> {
  await setActive(sender, false);
  try {
    return await work();
  } finally {
    await setActive(sender, true);
  }
}

async function setActive(sender: RTCRtpSender, active: boolean): Promise<void> {
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) encoding.active = active;
  await sender.setParameters(parameters);
}
