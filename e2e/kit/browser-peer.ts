import type { IceServer, RtpParameters } from '@guichet/protocol';
import {
  buildRtpPacket,
  buildServerAnswer,
  describeReceiveStream,
  describeSendStream,
  loadCodec,
  type MediaSection,
  readFingerprint,
  receiveCapabilities,
} from '@guichet/rtc-peer';
import type { Page } from '@playwright/test';
import type { types } from 'mediasoup';
import type { BareSfu } from './bare-sfu.ts';
import type { LaunchedChromium } from './chromium.ts';
import { OpusFrames } from './rtp/opus-frames.ts';
import { SeededRandom } from './seeded-random.ts';

export interface BrowserPeerOptions {
  readonly browser: LaunchedChromium;
  readonly sfu: BareSfu;
  readonly iceServers: readonly IceServer[];
  readonly deadlineMs?: number;
}

type Producers = Readonly<Record<'audio' | 'video', types.Producer>>;

const pageOrigin = 'https://peer.test';
const soundSsrc = 4_242;

/**
 * A real browser's bare RTCPeerConnection to a `BareSfu`: camera and microphone out, one sound in. Its page needs no
 * server, so it works where the browser can reach nothing but a relay.
 */
export class BrowserPeer {
  readonly #page: Page;
  readonly #producers: Producers;
  readonly #stopSound: () => void;

  /** @throws when media is not connected at the deadline. */
  static async connect(options: BrowserPeerOptions): Promise<BrowserPeer> {
    const { sfu } = options;
    const page = await openBlankPage(options.browser);
    const transport = await sfu.createTransport();
    const sound = await makeSound(sfu);
    const consumer = await sfu.consume(transport.id, sound.producerId, receiveCapabilities(sfu.rtpCapabilities));
    const offer = await page.evaluate(makeOffer, options.iceServers as RTCIceServer[]);

    const identity = { cname: 'browser' };
    const audio = describeSendStream(sfu.rtpCapabilities, loadCodec.opus, { mid: '0', ssrc: ssrcOf(offer, '0'), ...identity });
    const video = describeSendStream(sfu.rtpCapabilities, loadCodec.vp8, { mid: '1', ssrc: ssrcOf(offer, '1'), ...identity });
    const [audioType, videoType] = [payloadTypeOf(offer, 'opus/48000/2'), payloadTypeOf(offer, 'VP8/90000')];
    const heard = describeReceiveStream('audio', consumer.rtpParameters as unknown as RtpParameters, '2');
    const sections: MediaSection[] = [
      { ...audio.section, payloadType: audioType },
      { ...video.section, payloadType: videoType },
      { ...heard, payloadType: audioType },
    ];
    const withType = (parameters: RtpParameters, payloadType: number): RtpParameters => ({
      ...parameters,
      headerExtensions: [],
      codecs: parameters.codecs.map((codec) => ({ ...codec, payloadType })),
    });
    const producers = {
      audio: await sfu.produce(transport.id, 'audio', withType(audio.rtpParameters, audioType)),
      video: await sfu.produce(transport.id, 'video', withType(video.rtpParameters, videoType)),
    };
    await sfu.connectTransport(transport.id, { role: 'client', fingerprints: [readFingerprint(offer)] });
    const state = await page.evaluate(takeAnswer, {
      sdp: buildServerAnswer(transport, sections),
      deadlineMs: options.deadlineMs ?? 20_000,
    });
    if (state !== 'connected') {
      sound.stop();
      await page.close();
      throw new Error(`The browser is not connected (${state})`);
    }
    return new BrowserPeer(page, producers, sound.stop);
  }

  private constructor(page: Page, producers: Producers, stopSound: () => void) {
    this.#page = page;
    this.#producers = producers;
    this.#stopSound = stopSound;
  }

  /** Packets of the browser that the server decrypted. */
  async packetsSentToServer(kind: 'audio' | 'video'): Promise<number> {
    const stats = await this.#producers[kind].getStats();
    return stats.reduce((sum, { packetCount }) => sum + packetCount, 0);
  }

  async packetsReceived(kind: 'audio' | 'video'): Promise<number> {
    const inbound = await this.#stats('inbound-rtp');
    return inbound.filter((each) => each.kind === kind).reduce((sum, each) => sum + Number(each.packetsReceived ?? 0), 0);
  }

  /** The browser's end of the path in use, as RTCIceCandidateStats. */
  async localCandidate(): Promise<Record<string, unknown> | undefined> {
    const transport = (await this.#stats('transport'))[0];
    const pair = (await this.#stats('candidate-pair')).find(({ id }) => id === transport?.selectedCandidatePairId);
    return (await this.#stats('local-candidate')).find(({ id }) => id === pair?.localCandidateId);
  }

  async close(): Promise<void> {
    this.#stopSound();
    await this.#page.close();
  }

  async #stats(type: string): Promise<Record<string, unknown>[]> {
    return this.#page.evaluate(async (wanted) => {
      const { peerConnection } = window as unknown as { peerConnection: RTCPeerConnection };
      const report = await peerConnection.getStats();
      return [...report.values()].filter((each: { type: string }) => each.type === wanted) as Record<string, unknown>[];
    }, type);
  }
}

/** Cameras need a secure origin; answering the request here gives one without a server, a name or a certificate. */
async function openBlankPage(browser: LaunchedChromium): Promise<Page> {
  const page = await browser.context.newPage();
  await page.route(`${pageOrigin}/**`, async (route) => route.fulfill({ contentType: 'text/html', body: '<title>peer</title>' }));
  await page.goto(`${pageOrigin}/`);
  return page;
}

/** Sound made in this process, which need not reach the server's network: it goes in through the worker's own channel. */
async function makeSound(sfu: BareSfu): Promise<{ producerId: string; stop: () => void }> {
  const described = describeSendStream(sfu.rtpCapabilities, loadCodec.opus, { mid: '0', ssrc: soundSsrc, cname: 'sound' });
  const transport = await sfu.router.createDirectTransport();
  const producer = await transport.produce({
    kind: 'audio',
    rtpParameters: { ...described.rtpParameters, headerExtensions: [] } as unknown as types.RtpParameters,
  });
  const frames = new OpusFrames(new SeededRandom(1));
  let sequenceNumber = 1_000;
  const timer = setInterval(() => {
    const [payload] = frames.next().payloads;
    const header = {
      payloadType: described.section.payloadType,
      marker: false,
      ssrc: soundSsrc,
      timestamp: sequenceNumber * 960,
      sequenceNumber,
    };
    sequenceNumber = (sequenceNumber + 1) & 0xffff;
    if (payload && !producer.closed) producer.send(buildRtpPacket(header, payload));
  }, 20);
  const stop = (): void => {
    clearInterval(timer);
    transport.close();
  };
  return { producerId: producer.id, stop };
}

/** Runs in the page: audio out, video out, audio in, in this order of sections. */
async function makeOffer(iceServers: RTCIceServer[]): Promise<string> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180 } });
  const connection = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
  (window as unknown as { peerConnection: RTCPeerConnection }).peerConnection = connection;
  for (const kind of ['audio', 'video'] as const) {
    const [track] = kind === 'audio' ? stream.getAudioTracks() : stream.getVideoTracks();
    const transceiver = connection.addTransceiver(track ?? kind, { direction: 'sendonly', streams: [stream] });
    const wanted = kind === 'audio' ? 'audio/opus' : 'video/VP8';
    const codecs = RTCRtpSender.getCapabilities(kind)?.codecs.filter(({ mimeType }) => mimeType === wanted) ?? [];
    transceiver.setCodecPreferences(codecs);
  }
  connection.addTransceiver('audio', { direction: 'recvonly' });
  await connection.setLocalDescription(await connection.createOffer());
  return connection.localDescription?.sdp ?? '';
}

/** Runs in the page. @returns the connection's state when it is settled, or at the deadline. */
async function takeAnswer({ sdp, deadlineMs }: { sdp: string; deadlineMs: number }): Promise<string> {
  const { peerConnection } = window as unknown as { peerConnection: RTCPeerConnection };
  await peerConnection.setRemoteDescription({ type: 'answer', sdp });
  const until = performance.now() + deadlineMs;
  while (performance.now() < until && !['connected', 'failed'].includes(peerConnection.connectionState)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return peerConnection.connectionState;
}

function sectionOf(sdp: string, mid: string): string {
  const section = sdp.split(/^(?=m=)/m).find((each) => each.includes(`a=mid:${mid}\r\n`));
  if (!section) throw new Error(`The offer has no section ${mid}`);
  return section;
}

function ssrcOf(sdp: string, mid: string): number {
  const ssrc = /^a=ssrc:(\d+) /m.exec(sectionOf(sdp, mid))?.[1];
  if (!ssrc) throw new Error(`Section ${mid} of the offer names no SSRC`);
  return Number(ssrc);
}

function payloadTypeOf(sdp: string, encodingName: string): number {
  const type = new RegExp(`^a=rtpmap:(\\d+) ${encodingName}`, 'm').exec(sdp)?.[1];
  if (!type) throw new Error(`The offer has no ${encodingName}`);
  return Number(type);
}
