import { createSocket } from 'node:dgram';
import { newId } from '@guichet/protocol';
import type { RecordedTrackInput, TrackId } from '@guichet/protocol';

/** RTP and RTCP made by hand, for tests that need exact packets. */
export function rtpPacket({
  ssrc,
  seq,
  timestamp,
  payloadType = 111,
  marker = false,
  payload = Buffer.alloc(40, 7),
}: {
  ssrc: number;
  seq: number;
  timestamp: number;
  payloadType?: number;
  marker?: boolean;
  payload?: Uint8Array;
}): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = (marker ? 0x80 : 0) | payloadType;
  header.writeUInt16BE(seq & 0xffff, 2);
  header.writeUInt32BE(timestamp >>> 0, 4);
  header.writeUInt32BE(ssrc >>> 0, 8);
  return Buffer.concat([header, payload]);
}

/** Sender report without report blocks (RFC 3550 §6.4.1). */
export function senderReport({ ssrc, timestamp, ntpMs }: { ssrc: number; timestamp: number; ntpMs: number }): Buffer {
  const packet = Buffer.alloc(28);
  packet[0] = 0x80;
  packet[1] = 200;
  packet.writeUInt16BE(6, 2);
  packet.writeUInt32BE(ssrc >>> 0, 4);
  packet.writeUInt32BE((Math.floor(ntpMs / 1000) + 2_208_988_800) >>> 0, 8);
  packet.writeUInt32BE(Math.floor(((ntpMs % 1000) / 1000) * 2 ** 32) >>> 0, 12);
  packet.writeUInt32BE(timestamp >>> 0, 16);
  return packet;
}

type TestTrack = RecordedTrackInput & { readonly trackId: TrackId };

export function opusTrack(ssrc: number): TestTrack {
  return {
    trackId: newId('trk'),
    participantId: newId('par'),
    kind: 'audio',
    source: 'microphone',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    payloadType: 111,
    ssrc,
  };
}

export function videoTrack(ssrc: number, codec: 'VP8' | 'H264' = 'VP8'): TestTrack {
  return {
    trackId: newId('trk'),
    participantId: newId('par'),
    kind: 'video',
    source: 'camera',
    mimeType: `video/${codec}`,
    clockRate: 90_000,
    payloadType: 96,
    ssrc,
  };
}

/** Sends numbered Opus-like packets to a port every 20 ms until stopped. */
export function startSender(port: number, ssrc: number, everyMs = 20) {
  const socket = createSocket('udp4');
  const startedMs = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor((performance.now() - startedMs) / everyMs);
    for (; sent < due; sent++) {
      const payload = Buffer.alloc(60, sent & 0xff);
      payload.writeUInt32BE(sent, 0);
      socket.send(rtpPacket({ ssrc, seq: sent + 1, timestamp: sent * 48 * everyMs, payload }), port, '127.0.0.1');
    }
  }, 5);
  return {
    get sent() {
      return sent;
    },
    stop: () => {
      clearInterval(timer);
      socket.close();
    },
  };
}
