import type { SoundMeasure } from '@guichet/protocol';
import type { OpusDecoder } from 'opus-decoder';
import { METER_SAMPLE_RATE, SOUND_WINDOW_MS, SoundMeter } from '../measures/sound/sound-meter.ts';
import type { MediaFrame } from '../rtp/frame-assembler.ts';
import type { TapDecoder } from './tap.ts';

/** Packets of an RTP stream are smaller; the decoder's input has no room for more than it was made for. */
const MAX_PACKET_BYTES = 1_500;
/** So much in a row that is no Opus: the stream is something else. */
const MAX_BROKEN = 50;
/** A hole shorter than a window is silence; after a longer one the meter begins anew. */
const HOLE_MS = 60;
const BYTES_PER_SAMPLE = 2;

interface GaugeOptions {
  /** Wall clock (Unix ms) of a monotonic moment. */
  readonly wallMs: (us: number) => number;
  readonly onMeasure: (measure: SoundMeasure) => void;
  readonly onExit: (failed: boolean) => void;
}

/**
 * Opus frames of a track to measures of its sound, decoded in this process to 16 kHz: two packets' worth of work cost less than to hand them to another process, and
 * what a hostile packet can do ends in the decoder's own WebAssembly memory.
 */
export class SoundGauge implements TapDecoder {
  readonly #options: GaugeOptions;
  readonly #meter = new SoundMeter();
  #decoder: OpusDecoder<typeof METER_SAMPLE_RATE> | null = null;
  #ended = false;
  #broken = 0;
  /** Wall clock at which the next sample is due. */
  #dueMs: number | null = null;

  constructor(options: GaugeOptions) {
    this.#options = options;
    openDecoder().then(
      (decoder) => (this.#ended ? decoder.free() : (this.#decoder = decoder)),
      () => this.#end(true),
    );
  }

  /** What comes before the decoder is there is not measured. */
  get hasRoom(): boolean {
    return this.#decoder !== null;
  }

  frame({ data }: MediaFrame, us: number): void {
    if (this.#decoder === null || data.length > MAX_PACKET_BYTES) return;
    const { channelData, samplesDecoded } = this.#decoder.decodeFrame(data);
    if (samplesDecoded === 0) {
      this.#broken += 1;
      if (this.#broken > MAX_BROKEN) this.#end(true);
      return;
    }
    this.#broken = 0;
    this.#measure(toSamples(channelData[0], samplesDecoded), this.#options.wallMs(us));
  }

  finish(): void {
    this.#end(false);
  }

  kill(): void {
    this.#end(false);
  }

  #measure(samples: Buffer, atMs: number): void {
    const missingMs = this.#dueMs === null ? 0 : atMs - this.#dueMs;
    const isHole = missingMs > HOLE_MS && missingMs < SOUND_WINDOW_MS;
    if (isHole) this.#push(Buffer.alloc(Math.round((missingMs * METER_SAMPLE_RATE) / 1_000) * BYTES_PER_SAMPLE), this.#dueMs ?? atMs);
    // Counted on from the first packet, so that a clock that trembles moves nothing; taken anew after a hole.
    this.#push(samples, this.#dueMs === null || Math.abs(missingMs) >= SOUND_WINDOW_MS ? atMs : this.#dueMs);
  }

  #push(samples: Buffer, atMs: number): void {
    this.#dueMs = atMs + (samples.length / BYTES_PER_SAMPLE / METER_SAMPLE_RATE) * 1_000;
    for (const measure of this.#meter.push(samples, atMs)) this.#options.onMeasure(measure);
  }

  #end(failed: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#decoder?.free();
    this.#decoder = null;
    this.#options.onExit(failed);
  }
}

/** Loaded with the first listener: a service that restarts in the middle of a call is back sooner without it. */
async function openDecoder(): Promise<OpusDecoder<typeof METER_SAMPLE_RATE>> {
  const opus = await import('opus-decoder');
  const mono = { channels: 1, streamCount: 1, coupledStreamCount: 0, channelMappingTable: [0] };
  const decoder = new opus.OpusDecoder({ sampleRate: METER_SAMPLE_RATE, ...mono });
  await decoder.ready;
  return decoder;
}

function toSamples(floats: Float32Array | undefined, count: number): Buffer {
  const samples = Buffer.allocUnsafe(count * BYTES_PER_SAMPLE);
  for (let at = 0; at < count; at += 1) {
    samples.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round((floats?.[at] ?? 0) * 32_767))), at * BYTES_PER_SAMPLE);
  }
  return samples;
}
