import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpegPath } from '@guichet/recording/material';
import type { Database } from '../../database/database.ts';
import { jsonColumn } from '../../database/json-column.ts';
import type { MuxReport } from '../../recordings/mux-report.ts';
import type { SeededSale } from './seeded-sale.ts';

const LOOP_SECONDS = 30;

/** A picture and a sound of half a minute for each party; a longer recording repeats them, as copying costs nothing. */
export class SeededMedia {
  readonly #folder: string;
  readonly #looks: Readonly<Record<'customer' | 'agent', string | null>>;

  /** `looks`: a picture to show of each party; without one a test picture. */
  constructor(folder: string, looks: Readonly<Record<'customer' | 'agent', string | null>> = { customer: null, agent: null }) {
    this.#folder = folder;
    this.#looks = looks;
  }

  async make(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const [at, who] of (['customer', 'agent'] as const).entries()) {
      const look = this.#looks[who];
      const seconds = String(LOOP_SECONDS);
      const picture =
        look === null
          ? ['-f', 'lavfi', '-i', `${at === 0 ? `color=s=640x360:r=20:d=${seconds},${SQUARES}` : `testsrc2=s=640x360:r=20:d=${seconds}`}`]
          : ['-loop', '1', '-framerate', '20', '-t', seconds, '-i', look, '-vf', SWAYING];
      const vp8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '500k', '-auto-alt-ref', '0', '-g', '100'];
      ffmpeg([...picture, ...vp8, '-pix_fmt', 'yuv420p', join(this.#folder, `${who}.camera.webm`)]);
      const voice = ['-f', 'lavfi', '-i', `aevalsrc=${VOICES[at] ?? '0'}:s=48000:d=${seconds}`];
      ffmpeg([...voice, '-c:a', 'libopus', '-b:a', '24k', join(this.#folder, `${who}.microphone.webm`)]);
    }
  }

  /** The files of a seeded sale where the counter looks for them, and its row's report. */
  async place(database: Database, dataDir: string, sale: SeededSale): Promise<void> {
    const folder = join(dataDir, 'media', sale.recordingId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const seconds = (sale.durationMs / 1_000).toFixed(3);
    const customer = sale.tracks[0]?.participantId;
    for (const { trackId, participantId, source } of sale.tracks) {
      const from = join(this.#folder, `${participantId === customer ? 'customer' : 'agent'}.${source}.webm`);
      const index = ['-reserve_index_space', '262144'];
      ffmpeg(['-stream_loop', '-1', '-i', from, '-t', seconds, '-c', 'copy', ...index, join(folder, `${trackId}.webm`)]);
    }
    // Enough for whoever looks whether the recording's own file is there.
    await writeFile(join(folder, 'recording.mkv'), '');
    await markReady(database, sale);
  }
}

/** The row of a seeded sale's recording, as the muxer would leave it. */
export async function markReady(database: Database, sale: SeededSale): Promise<void> {
  const report: MuxReport = {
    format: 'guichet.mux-report/1',
    originMs: sale.originMs,
    durationMs: sale.durationMs,
    tracks: sale.tracks.map((track) => ({
      ...track,
      fromMs: 0,
      toMs: sale.durationMs,
      file: { name: `${track.trackId}.webm`, mediaType: track.kind === 'video' ? 'video/webm' : 'audio/webm' },
    })),
    gaps: [],
    damage: {},
  };
  await database.prisma.recording.update({
    where: { id: sale.recordingId },
    data: {
      status: 'ready',
      durationMs: sale.durationMs,
      shipped: true,
      stoppedAt: new Date(sale.originMs + sale.durationMs),
      muxReport: jsonColumn(report),
    },
  });
}

/** As fine as features of a face: whatever reduces a picture until nobody is recognised leaves a plain grey of them. */
const SQUARES = "geq=lum='if(mod(floor((X+40*T)/12)+floor(Y/12)\\,2)\\,220\\,30)':cb=128:cr=128";
const SWAYING = 'scale=704:396:force_original_aspect_ratio=increase,crop=640:360:32+12*sin(t*0.8):18+8*sin(t*1.3),setsar=1';
const voiceOf = (pitch: number, gate: string): string =>
  `${gate}*(0.35*sin(2*PI*(${pitch}+25*sin(2*PI*0.6*t))*t)+0.12*sin(2*PI*${pitch * 3}*t))*(0.35+0.65*abs(sin(2*PI*1.9*t)*sin(2*PI*0.37*t)))`;
const VOICES = [voiceOf(210, 'between(mod(t\\,10)\\,6.5\\,8.6)'), voiceOf(150, 'lt(mod(t\\,10)\\,5.8)')];

function ffmpeg(args: readonly string[]): void {
  const { status, stderr } = spawnSync(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args]);
  if (status !== 0) throw new Error(`ffmpeg: ${stderr.toString().slice(-2_000)}`);
}
