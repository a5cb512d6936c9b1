import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedTrack, RecordingId, TrackId } from '@guichet/protocol';
import { superviseRecordingService, type SupervisedService } from '@guichet/recording/service';
import { until } from './until.ts';

interface RecorderFile {
  readonly ring: object | null;
  readonly tracks: readonly { readonly track: RecordedTrack }[];
}

/** The real recording service in a folder of its own, started again whenever it is killed. */
export class RecordingService {
  readonly dir = mkdtempSync(join(tmpdir(), 'guichet-rec-'));
  readonly socketPath = join(this.dir, 'recorder.sock');
  readonly #service: SupervisedService;

  static async start(environment: Record<string, string> = {}): Promise<RecordingService> {
    const service = new RecordingService(environment);
    await until('the recording service listens', () => existsSync(service.socketPath), 15_000);
    return service;
  }

  private constructor(environment: Record<string, string>) {
    this.#service = superviseRecordingService({
      output: 'ignore',
      environment: {
        RECORDING_SOCKET: this.socketPath,
        JOURNAL_DIR: join(this.dir, 'journals'),
        RECORDING_STORE_DIR: join(this.dir, 'store'),
        RECORDING_NODE_KEY_FILE: join(this.dir, 'node.pem'),
        RECORDING_MIN_FREE_MB: '1',
        LOG_LEVEL: 'silent',
        ...environment,
      },
    });
  }

  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#service;
    if (pid === null) throw new Error('The recording service is not running');
    process.kill(pid, signal);
  }

  filesOf(recordingId: RecordingId): string[] {
    const dir = join(this.dir, 'journals', recordingId);
    return existsSync(dir) ? readdirSync(dir) : [];
  }

  /** Whether its packets come by memory, and not as datagrams: from a worker of our own build. */
  usesRing(recordingId: RecordingId): boolean {
    const state = JSON.parse(readFileSync(join(this.dir, 'journals', recordingId, 'recorder.json'), 'utf8')) as RecorderFile;
    return state.ring !== null;
  }

  /** The layer of a track that the service was told last. */
  layerOf(trackId: TrackId): number | null {
    const journals = join(this.dir, 'journals');
    const states = readdirSync(journals).map(
      (name) => JSON.parse(readFileSync(join(journals, name, 'recorder.json'), 'utf8')) as RecorderFile,
    );
    return states.flatMap((state) => state.tracks).findLast(({ track }) => track.trackId === trackId)?.track.layer?.spatial ?? null;
  }

  async stop(): Promise<void> {
    await this.#service.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
