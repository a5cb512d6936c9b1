import { AppError, type NetworkSample } from '@guichet/protocol';
import type { RtcLogger } from './logger.ts';
import type { PageIdentity } from './page-identity.ts';
import { RoomClient } from './room-client.ts';
import type { GetPass } from './room-client-options.ts';
import type { QualitySample } from './room-view.ts';

const SAMPLE_EVERY_MS = 1_000;
/** While the browser finds out how much the line takes, what it sends says nothing of the line. */
const WARM_UP_SAMPLES = 2;
const SAMPLES = 5;
/** A line that yields nothing by then is not worth waiting for. */
const DEADLINE_MS = 20_000;

interface LineCheckOptions {
  readonly identity: PageIdentity;
  /** A pass to a check room, where one receives oneself. */
  readonly getPass: GetPass;
  readonly tracks: { readonly microphone?: MediaStreamTrack | null; readonly camera?: MediaStreamTrack | null };
  readonly logger?: RtcLogger | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What is known so far, after every look; for showing figures as they come. */
  readonly onProgress?: ((sample: NetworkSample, share: number) => void) | undefined;
}

/**
 * Measures the line through the node: sends and receives real media for some seconds.
 *
 * @throws AppError what kept it from being measured; that is "not evaluated", never "bad"
 */
export async function checkLine({ identity, getPass, tracks, logger, signal, onProgress }: LineCheckOptions): Promise<NetworkSample> {
  const room = new RoomClient({ identity, logger, qualityIntervalMs: SAMPLE_EVERY_MS });
  const samples: QualitySample[] = [];
  const stop = new AbortController();
  try {
    return await new Promise<NetworkSample>((resolve, reject) => {
      const fail = (error: unknown) => reject(AppError.from(error));
      const overdue = setTimeout(() => fail(new AppError('deadline_exceeded')), DEADLINE_MS);
      stop.signal.addEventListener('abort', () => clearTimeout(overdue));
      signal?.addEventListener('abort', () => fail(signal.reason), { signal: stop.signal });
      if (signal?.aborted) return fail(signal.reason);
      room.on('ended', ({ error }) => fail(error ?? new AppError('unavailable')));
      room.on('quality', (sample) => {
        samples.push(sample);
        const counted = samples.slice(WARM_UP_SAMPLES);
        if (counted.length === 0) return;
        onProgress?.(summarise(counted), counted.length / SAMPLES);
        if (counted.length >= SAMPLES) resolve(summarise(counted));
      });
      room
        .connect(getPass)
        .then(async () => {
          const { microphone, camera } = tracks;
          await Promise.all([microphone ? room.publish('microphone', microphone) : null, camera ? room.publish('camera', camera) : null]);
        })
        .catch(fail);
    });
  } finally {
    stop.abort();
    await room.leave();
  }
}

/**
 * One sample of several: the middle round trip and jitter, the mean loss, the best rate. Up, the browser's own estimate counts where it
 * has one: a dark picture needs few bits on however good a line.
 */
export function summarise(samples: readonly QualitySample[]): NetworkSample {
  const of = (pick: (sample: QualitySample) => number | null) => samples.map(pick).filter((value) => value !== null);
  return {
    rttMs: median(of((sample) => sample.rttMs)),
    uplinkLossRatio: mean(of((sample) => sample.uplinkLossRatio)),
    downlinkLossRatio: mean(of((sample) => sample.downlinkLossRatio)),
    uplinkKbps: Math.max(0, ...of((sample) => Math.max(sample.uplinkKbps, sample.availableUplinkKbps ?? 0))),
    downlinkKbps: Math.max(0, ...of((sample) => sample.downlinkKbps)),
    jitterMs: median(of((sample) => sample.jitterMs)),
    freezeCount: of((sample) => sample.freezeCount).reduce((sum, count) => sum + count, 0),
    freezeMs: of((sample) => sample.freezeMs).reduce((sum, span) => sum + span, 0),
    concealedRatio: mean(of((sample) => sample.concealedRatio)),
  };
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
