import { newId, type RecordingId } from '@guichet/protocol';
import { type DamagedObject, type ObjectStore, scrubObject } from '@guichet/recording';
import type { JobHandler } from '../jobs/job-queue.ts';
import type { Log } from '../log.ts';
import { lockRecording } from '../recordings/recording-row.ts';
import type { Core } from '../sessions/core.ts';
import { toEntry } from './archive-job.ts';

const DAY_MS = 86_400_000;
/** Every object is read again at least so often. */
export const SCRUB_EVERY_MS = 7 * DAY_MS;
const AT_ONCE = 100;

interface ScrubOptions {
  readonly core: Core;
  readonly archive: ObjectStore;
  readonly log: Log;
}

/** Reads again what nobody has read for longest. How far it came stands with every object: a killed run is taken up by the next. */
export function scrubJob({ core, archive, log }: ScrubOptions): JobHandler<'store.scrub'> {
  return async ({ before }, { signal }) => {
    const limit = new Date(before ?? core.clock() - SCRUB_EVERY_MS);
    let [checked, damaged] = [0, 0];
    for (;;) {
      const objects = await core.database.read((prisma) =>
        prisma.storedObject.findMany({
          where: { deletedAt: null, checkedAt: { lt: limit } },
          orderBy: { checkedAt: 'asc' },
          take: AT_ONCE,
        }),
      );
      for (const object of objects) {
        signal.throwIfAborted();
        const recordingId = object.recordingId as RecordingId;
        const found = await scrubObject(archive, recordingId, toEntry(object));
        await note(core, recordingId, object.name, found);
        checked += 1;
        damaged += found.length;
      }
      if (objects.length < AT_ONCE) break;
    }
    if (checked > 0) log.info({ checked }, 'stored objects read again');
    if (damaged > 0) log.error({ damaged }, 'stored objects are damaged');
  };
}

/** One alarm for each damaged stretch, raised once; alarms of an object that is whole again end. */
async function note(core: Core, recordingId: RecordingId, object: string, found: readonly DamagedObject[]): Promise<void> {
  await core.database.transaction(async (tx) => {
    const recording = await lockRecording(tx, recordingId);
    const place = { recordingId_name: { recordingId, name: object } };
    const row = await tx.storedObject.findUnique({ where: place, select: { deletedAt: true } });
    // Deleted while it was read.
    if (recording === null || row === null || row.deletedAt !== null) return;
    const at = new Date(core.clock());
    await tx.storedObject.update({ where: place, data: { checkedAt: at } });
    const open = await tx.storeAlarm.findMany({ where: { recordingId, object, resolvedAt: null } });
    const isOpen = ({ damage, fromByte, toByte }: Pick<DamagedObject, 'damage' | 'fromByte' | 'toByte'>) =>
      open.some((alarm) => alarm.damage === damage && alarm.fromByte === fromByte && alarm.toByte === toByte);
    for (const damage of found.filter((one) => !isOpen(one))) {
      const { fromByte, toByte, openedAtMs } = damage;
      const atMs = openedAtMs === null ? null : openedAtMs - recording.startedAt.getTime();
      await tx.storeAlarm.create({
        data: { id: newId('alm'), recordingId, object, damage: damage.damage, fromByte, toByte, atMs: inRange(atMs), foundAt: at },
      });
      await core.log.append(tx, recording.sessionId, {
        actor: { kind: 'system' },
        type: 'recording.damage_found',
        payload: { recordingId, object, fromByte, toByte },
      });
    }
    const over = open.filter(
      (alarm) => !found.some((one) => one.damage === alarm.damage && one.fromByte === alarm.fromByte && one.toByte === alarm.toByte),
    );
    if (over.length > 0) await tx.storeAlarm.updateMany({ where: { id: { in: over.map(({ id }) => id) } }, data: { resolvedAt: at } });
  });
}

/** A damaged header can say anything. */
const inRange = (atMs: number | null): number | null => (atMs !== null && Math.abs(atMs) < 7 * DAY_MS ? atMs : null);
