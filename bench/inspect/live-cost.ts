import { setTimeout as delay } from 'node:timers/promises';
import { jpegOf, stillOf } from '@guichet/identity/faces-testing';
import { IdentityPool } from '@guichet/identity/pool';
import type { RoomMeasures, TrackId } from '@guichet/protocol';
import { FaceLooks } from '@guichet/rules/watch';
import { loadCodec } from '@guichet/rtc-peer';
import { absolute, type Figure } from '../figures.ts';
import type { BenchContext } from '../main.ts';
import type { Control } from '../media/control.ts';
import { startGuichet } from '../media/guichet-system.ts';
import type { PartyStream } from '../media/streams.ts';
import { cpuSeconds, processTree, residentMb } from '../process-cpu.ts';
import { ClipFrames, ClipVoice } from './clip-frames.ts';

const FRAMES_PER_SECOND = 20;
/** Until everything has been compiled that is used. */
const SETTLE_MS = 20_000;
const MEASURE_MS = 30_000;
/** Of one core, for everything that a session of two costs more because it is watched. */
const LIMIT_PERCENT = 5;

/** What is measured of a browser: the lowest layer of its camera, and its voice. */
const streamsOf = (portrait: Buffer): readonly PartyStream[] => [
  { source: 'microphone', codec: loadCodec.opus, frames: () => new ClipVoice(), framesPerSecond: 50 },
  {
    source: 'camera',
    codec: loadCodec.h264,
    frames: () => new ClipFrames(portrait, FRAMES_PER_SECOND),
    framesPerSecond: FRAMES_PER_SECOND,
  },
];

interface Cost {
  /** Seconds of processor time a second, of all processes. */
  readonly share: number;
  readonly residentMb: number;
  readonly pictures: number;
  readonly sounds: number;
  readonly looks: number;
}

/** What live checks cost a session of two: node, media worker, recording service, decoders and the engine for faces, with them less without them. */
export async function liveCost({ progress }: Pick<BenchContext, 'progress'>): Promise<Figure[]> {
  const figures: Figure[] = [];
  const streams = streamsOf(await jpegOf(await stillOf('eve')));
  for (const sessions of [1, 10]) {
    const off = await run(sessions, streams, false);
    const on = await run(sessions, streams, true);
    const percent = ((on.share - off.share) / sessions) * 100;
    const seconds = MEASURE_MS / 1_000;
    progress(
      `${sessions} session(s): ${(off.share * 100).toFixed(1)} % without, ${(on.share * 100).toFixed(1)} % with; a second: ${(on.pictures / seconds).toFixed(1)} pictures, ${(on.sounds / seconds).toFixed(1)} sounds, ${(on.looks / seconds).toFixed(2)} looks for faces; ${Math.round((on.residentMb - off.residentMb) / sessions)} MB a session`,
    );
    if (on.pictures === 0 || on.sounds === 0) throw new Error('Nothing was measured');
    figures.push(
      absolute({
        what: `live checks, a session of two, ${sessions} at once`,
        ours: percent,
        unit: '% of a core',
        limit: { below: LIMIT_PERCENT },
      }),
    );
  }
  return figures;
}

async function run(sessions: number, streams: readonly PartyStream[], watched: boolean): Promise<Cost> {
  const faces = new Faces();
  const system = await startGuichet({
    recorded: true,
    streams,
    ...(watched ? { measured: (control: Control, rooms: readonly RoomMeasures[]) => faces.take(control, rooms) } : {}),
  });
  try {
    for (let number = 0; number < sessions; number += 1) await system.addCall(false);
    await delay(SETTLE_MS);
    const roots = Object.values(system.pids);
    const pids = (): number[] => [...new Set([...roots.flatMap((pid) => processTree(pid)), ...faces.pids])];
    faces.reset();
    const before = cpuSeconds(pids());
    const startedAt = performance.now();
    await delay(MEASURE_MS);
    const share = (cpuSeconds(pids()) - before) / ((performance.now() - startedAt) / 1_000);
    return { share, residentMb: residentMb(pids()), ...faces.counts };
  } finally {
    faces.close();
    await system.close();
  }
}

/** Looks for faces as the counter does: where a picture may show somebody else, one at a time. */
class Faces {
  readonly #pool = new IdentityPool({ workers: 1 });
  readonly #looks = new Map<TrackId, FaceLooks>();
  #busy = false;
  #closed = false;
  counts = { pictures: 0, sounds: 0, looks: 0 };

  get pids(): readonly number[] {
    return this.#pool.pids;
  }

  reset(): void {
    this.counts = { pictures: 0, sounds: 0, looks: 0 };
  }

  take(control: Control, rooms: readonly RoomMeasures[]): void {
    for (const { roomId, tracks } of rooms) {
      for (const { trackId, pictures, sounds } of tracks) {
        this.counts.pictures += pictures.length;
        this.counts.sounds += sounds.length;
        const last = pictures.at(-1);
        const looks = this.#looks.get(trackId) ?? new FaceLooks();
        this.#looks.set(trackId, looks);
        if (!last || this.#busy || !looks.isDue(last)) continue;
        looks.looked(last, false);
        void this.#look(control, roomId, trackId);
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#pool.close();
  }

  async #look(control: Control, roomId: RoomMeasures['roomId'], trackId: TrackId): Promise<void> {
    this.#busy = true;
    try {
      const { picture } = await control.command('picture.latest', { roomId, trackId });
      await this.#pool.run('face.look', { pictures: [Buffer.from(picture, 'base64')] });
      this.counts.looks += 1;
    } catch (error) {
      // The last look is cut off when it is over.
      if (!this.#closed) throw error;
    } finally {
      this.#busy = false;
    }
  }
}
