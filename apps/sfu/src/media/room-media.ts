import type { types } from 'mediasoup';
import { ROUTER_CODECS } from './codecs.ts';
import type { MediaWorker } from './media-worker.ts';
import { PeerMedia } from './peer-media.ts';

const LEVELS_EVERY_MS = 500;
/** Quieter than this is silence (dBov, RFC 6464). */
const SILENCE_DBOV = -65;
const MAX_SPEAKERS = 8;

export interface SpeakerLevel {
  readonly producerId: string;
  readonly level: number;
}

/** What a room has on one worker. When that worker dies the room makes another, of the next generation. */
export class RoomMedia {
  readonly generation: number;
  readonly worker: MediaWorker;
  readonly router: types.Router;
  readonly #levels: types.AudioLevelObserver;

  static async create(worker: MediaWorker, generation: number): Promise<RoomMedia> {
    const router = await worker.createRouter(ROUTER_CODECS);
    try {
      const levels = await router.createAudioLevelObserver({
        maxEntries: MAX_SPEAKERS,
        threshold: SILENCE_DBOV,
        interval: LEVELS_EVERY_MS,
      });
      return new RoomMedia(worker, generation, router, levels);
    } catch (error) {
      router.close();
      throw error;
    }
  }

  private constructor(worker: MediaWorker, generation: number, router: types.Router, levels: types.AudioLevelObserver) {
    this.worker = worker;
    this.generation = generation;
    this.router = router;
    this.#levels = levels;
  }

  get closed(): boolean {
    return this.router.closed;
  }

  onLost(listener: () => void): void {
    this.router.once('workerclose', listener);
  }

  /** Loudest first; an empty list when silence falls. */
  onLevels(listener: (levels: SpeakerLevel[]) => void): void {
    this.#levels.on('volumes', (volumes) => listener(volumes.map(({ producer, volume }) => ({ producerId: producer.id, level: volume }))));
    this.#levels.on('silence', () => listener([]));
  }

  createPeerMedia(): Promise<PeerMedia> {
    return PeerMedia.create(this.worker, this.router, this.generation);
  }

  async observeLevel(producer: types.Producer): Promise<void> {
    if (producer.kind !== 'audio') return;
    // The producer may be gone by the time the worker hears of it; levels are no reason to fail.
    await this.#levels.addProducer({ producerId: producer.id }).catch(() => undefined);
  }

  close(): void {
    this.router.close();
  }
}
