import { randomInt } from 'node:crypto';
import { AppError, type VirtualAgentCommand, type VirtualAgentFailure, type VirtualAgentReport } from '@guichet/protocol';
import { type LoadCodec, loadCodec, type PageIdentity, PublishingPeer } from '@guichet/rtc-peer';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { Passes } from './passes.ts';
import { RecordedVoices } from './speech/recorded-voice.ts';
import { durationMsOf, type SpokenLine } from './speech/spoken-line.ts';
import { Synthesiser } from './speech/synthesiser.ts';
import { audioDecoder } from './stage/decode-audio.ts';
import { canEncodeH264 } from './stage/encoder.ts';
import { Stage } from './stage/stage.ts';

type Join = Extract<VirtualAgentCommand, { type: 'join' }>;
type Say = Extract<VirtualAgentCommand, { type: 'say' }>;
type Render = Extract<VirtualAgentCommand, { type: 'render' }>;

interface Parts {
  readonly config: Config;
  readonly identity: PageIdentity;
  readonly log: Logger;
  readonly report: (report: VirtualAgentReport) => void;
  /** There is nothing left that it could do. */
  readonly onOver: () => void;
}

/** SSRCs are random (RFC 3550 section 8). */
const MAX_SSRC = 0xffff_ffff;
const SPEECH_LEVEL_DBOV = -30;
const SILENCE_DBOV = -127;

/** One virtual agent in one call: takes commands in their order, says lines one after the other. */
export class VirtualAgent {
  readonly #parts: Parts;
  readonly #recorded: RecordedVoices;
  readonly #synthesiser: Promise<Synthesiser>;
  #passes: Passes | null = null;
  #stage: Stage | null = null;
  #peer: PublishingPeer | null = null;
  #speaking = false;
  #interruptions = 0;
  #over = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const toSamples = audioDecoder(parts.config.ffmpegPath);
    this.#recorded = new RecordedVoices(parts.config.voiceDir, toSamples);
    this.#synthesiser = Synthesiser.load(toSamples);
    // Whoever wants to say something hears of it.
    this.#synthesiser.catch(() => undefined);
  }

  async take(command: VirtualAgentCommand): Promise<void> {
    switch (command.type) {
      case 'join':
        return this.#join(command);
      case 'pass':
        return this.#passes?.answer(command.pass);
      case 'no_pass':
        return this.#passes?.answer(new AppError(command.code));
      case 'say':
        return this.#say(command);
      case 'render':
        return this.#render(command);
      case 'stop':
        await this.#peer?.leave();
        return this.close();
    }
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stage?.close();
    this.#peer?.close();
    this.#parts.onOver();
  }

  async #join({ pass }: Join): Promise<void> {
    if (this.#passes !== null) return;
    const { config, identity, report } = this.#parts;
    const passes = new Passes(pass, report);
    this.#passes = passes;
    try {
      this.#stage = await Stage.open({
        ffmpegPath: config.ffmpegPath,
        onPacket: (kind, packet, atMs) => this.#peer?.send(kind === 'audio' ? 'microphone' : 'camera', packet, atMs),
        onFailed: () => {
          this.#fail(null, 'encoder_failed');
          this.close();
        },
      });
      this.#peer = await PublishingPeer.join({
        getPass: () => passes.get(),
        identity,
        bindAddress: config.bindAddress,
        nextSsrc: () => randomInt(1, MAX_SSRC),
        streams: [
          { source: 'microphone', codec: loadCodec.opus, audioLevelDbov: () => (this.#speaking ? SPEECH_LEVEL_DBOV : SILENCE_DBOV) },
          { source: 'camera', codec: loadCodec.vp8 },
        ],
        onCodecWanted: (_camera, codec) => this.#showAs(codec),
        // Who speaks while nobody hears it begins again.
        onInterrupted: () => {
          this.#interruptions++;
          this.#stage?.hush();
        },
        onEnded: (reason) => {
          report({ type: 'ended', reason });
          this.close();
        },
      });
      report({ type: 'joined' });
    } catch (error) {
      this.#parts.log.error({ err: error }, 'the call could not be joined');
      this.#fail(null, 'join_failed');
      this.close();
    }
  }

  async #say(command: Say): Promise<void> {
    const { ref } = command;
    const stage = this.#stage;
    if (stage === null) return this.#fail(ref, 'not_in_call');
    const line = await this.#ready(command);
    if (typeof line === 'string') return this.#fail(ref, line);
    const durationMs = durationMsOf(line);
    do {
      await this.#peer?.present();
      this.#parts.report({ type: 'begun', ref, durationMs });
    } while (!(await this.#sayTo(stage, line)));
    this.#parts.report({ type: 'spoken', ref, durationMs });
  }

  async #render(command: Render): Promise<void> {
    const { ref } = command;
    const line = await this.#ready(command);
    if (typeof line === 'string') return this.#fail(ref, line);
    const { buffer, byteOffset, byteLength } = line.samples;
    this.#parts.report({ type: 'rendered', ref, pcm: Buffer.from(buffer, byteOffset, byteLength).toString('base64') });
  }

  #ready(command: Say | Render): Promise<SpokenLine | VirtualAgentFailure> {
    return this.#prepare(command).catch((error: unknown) => {
      this.#parts.log.error({ err: error }, 'a line could not be prepared');
      return 'not_speakable' as const;
    });
  }

  /** @returns whether it was said to its end to somebody: what was said while the socket was away counts once the node has kept the place. */
  async #sayTo(stage: Stage, line: SpokenLine): Promise<boolean> {
    const interruptions = this.#interruptions;
    this.#speaking = true;
    const toItsEnd = await stage.say(line);
    this.#speaking = false;
    await this.#peer?.present();
    return toItsEnd && this.#interruptions === interruptions;
  }

  async #showAs(codec: LoadCodec): Promise<boolean> {
    if (codec === loadCodec.opus) return false;
    const isH264 = codec === loadCodec.h264;
    if (isH264 && !(await canEncodeH264(this.#parts.config.ffmpegPath))) {
      this.#parts.log.warn('somebody can only see H.264, which this ffmpeg cannot make');
      return false;
    }
    await this.#stage?.showAs(isH264 ? 'h264' : 'vp8');
    return true;
  }

  async #prepare({ text, language, voice }: Say | Render): Promise<SpokenLine | VirtualAgentFailure> {
    if (voice !== null) return this.#recorded.speak(voice, text, language);
    const synthesiser = await this.#synthesiser;
    return (await synthesiser.speak(text, language)) ?? 'not_speakable';
  }

  #fail(ref: string | null, code: VirtualAgentFailure): void {
    this.#parts.report({ type: 'failed', ref, code });
  }
}
