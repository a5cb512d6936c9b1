import type { BrowserContext, Page } from '@playwright/test';

/** When a page's own camera showed a flash and its microphone heard a beep, in Unix milliseconds. */
export interface CapturedMoments {
  readonly flashAtMs: readonly number[];
  readonly beepAtMs: readonly number[];
  /** How much was looked at, and why no more was: what a page that caught nothing has to say for itself. */
  readonly pictures: number;
  readonly soundSeconds: number;
  readonly failures: readonly string[];
}

const NOTHING: CapturedMoments = { flashAtMs: [], beepAtMs: [], pictures: 0, soundSeconds: 0, failures: ['nothing was observed'] };

/**
 * Watches what a page captures, at its source: that is the truth a recording is compared with. Two browsers on
 * one machine share its clock, so their moments can be compared with one another.
 *
 * Call it before the page is opened; the page itself notices nothing.
 */
export async function observeCapture(context: BrowserContext): Promise<void> {
  await context.addInitScript(watchCapturedTracks);
}

export async function capturedMoments(page: Page): Promise<CapturedMoments> {
  return page.evaluate((nothing) => (window as unknown as { guichetCapture?: CapturedMoments }).guichetCapture ?? nothing, NOTHING);
}

/** Runs in the page. */
function watchCapturedTracks(): void {
  interface Readable<T> {
    readonly readable: ReadableStream<T>;
  }
  type Processor = new (init: { track: MediaStreamTrack }) => Readable<unknown>;
  const { MediaStreamTrackProcessor } = window as unknown as { MediaStreamTrackProcessor?: Processor };
  const devices = navigator.mediaDevices;
  if (!MediaStreamTrackProcessor || !devices) return;

  const moments = { flashAtMs: [] as number[], beepAtMs: [] as number[], pictures: 0, soundSeconds: 0, failures: [] as string[] };
  (window as unknown as { guichetCapture: typeof moments }).guichetCapture = moments;
  const wallClockMs = (): number => performance.timeOrigin + performance.now();

  const watchVideo = async (track: MediaStreamTrack): Promise<void> => {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader() as ReadableStreamDefaultReader<VideoFrame>;
    let wasBright = true;
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done || !frame) return;
      const atMs = wallClockMs();
      moments.pictures += 1;
      const visible = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
      const centre = { x: Math.floor(visible.width / 4) * 2, y: Math.floor(visible.height / 4) * 2, width: 2, height: 2 };
      const pixels = new Uint8Array(frame.allocationSize({ rect: centre }));
      await frame.copyTo(pixels, { rect: centre });
      frame.close();
      const isBright = (pixels[0] ?? 0) > 160;
      if (isBright && !wasBright) moments.flashAtMs.push(atMs);
      wasBright = isBright;
    }
  };
  const watchAudio = async (track: MediaStreamTrack): Promise<void> => {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader() as ReadableStreamDefaultReader<AudioData>;
    let quietSamples = 0;
    for (;;) {
      const { value: data, done } = await reader.read();
      if (done || !data) return;
      const atMs = wallClockMs();
      moments.soundSeconds += data.numberOfFrames / data.sampleRate;
      const samples = new Float32Array(data.numberOfFrames);
      data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      const quietBefore = data.sampleRate / 5;
      for (const [index, sample] of samples.entries()) {
        const isLoud = Math.abs(sample) > 0.1;
        if (isLoud && quietSamples > quietBefore) {
          moments.beepAtMs.push(atMs - ((samples.length - index) * 1000) / data.sampleRate);
        }
        quietSamples = isLoud ? 0 : quietSamples + 1;
      }
      data.close();
    }
  };

  /**
   * Pages beep once a second from whenever they began. Where the other party's beeps come within some 20 ms of a page's own, the browser takes the
   * page's own for an echo of them and hands on silence: none of them is captured, sent or recorded. Voices are not alike to that degree.
   */
  const withoutEchoCanceller = (constraints: MediaStreamConstraints = {}): MediaStreamConstraints => {
    const { audio } = constraints;
    return audio ? { ...constraints, audio: { ...(audio === true ? {} : audio), echoCancellation: false } } : constraints;
  };

  const original = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await original(withoutEchoCanceller(constraints));
    for (const track of stream.getTracks()) {
      const copy = track.clone();
      // The copy keeps the device open; it ends with the track the page itself uses.
      track.addEventListener('ended', () => copy.stop());
      const { stop } = track;
      track.stop = () => {
        copy.stop();
        stop.call(track);
      };
      void (track.kind === 'video' ? watchVideo(copy) : watchAudio(copy)).catch((error: unknown) => {
        moments.failures.push(`${track.kind}: ${String(error)}`);
      });
    }
    return stream;
  };
}
