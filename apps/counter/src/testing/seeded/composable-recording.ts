import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { makeClip, makeRecording } from '@guichet/recording/testing';
import type { Database } from '../../database/database.ts';
import { loadDataKey } from '../../keys/data-key.ts';
import { MKV_NAME } from '../../recordings/mux-report.ts';
import { RESULT_NAME } from '../../recordings/recording-files.ts';
import { markReady } from './seeded-media.ts';
import { type SaleOrder, type SeededSale, seedSale } from './seeded-sale.ts';

/** A sale of which only the first `durationMs` were recorded, with pictures and voices of both parties, where the counter looks for it. */
export async function seedComposable(
  database: Database,
  dataDir: string,
  order: Omit<SaleOrder, 'nodeId' | 'openedAt' | 'lengthMs'>,
  durationMs: number,
) {
  const dataKey = await loadDataKey(join(dataDir, 'keys', 'data.key'));
  const whole = await seedSale(database, dataKey, {
    ...order,
    nodeId: newId('nod'),
    openedAt: Date.UTC(2026, 10, 18, 6),
    lengthMs: durationMs,
  });
  const sale = { ...whole, durationMs };
  await place(database, dataDir, sale);
  return sale;
}

async function place(database: Database, dataDir: string, sale: SeededSale): Promise<void> {
  const folder = join(dataDir, 'media', sale.recordingId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const seconds = Math.ceil(sale.durationMs / 1_000);
  const picture = await makeClip(join(folder, 'picture.part'), { codec: 'VP8', seconds, size: '320x180' });
  const sound = await makeClip(join(folder, 'sound.part'), { codec: 'opus', seconds });
  const { muxed } = await makeRecording(
    join(folder, MKV_NAME),
    sale.tracks.map(({ trackId, participantId, kind, source }) => ({
      ...{ trackId, participantId, source },
      parts: [{ clip: kind === 'video' ? picture : sound, atMs: 0, untilMs: sale.durationMs }],
    })),
    new Date(sale.originMs).toISOString(),
  );
  writeFileSync(join(folder, RESULT_NAME), JSON.stringify(muxed));
  await markReady(database, sale);
}
