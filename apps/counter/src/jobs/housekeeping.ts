import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { ConnectedNodes } from '../nodes/connected-nodes.ts';
import type { RoomTokenKeys } from '../nodes/room-token-keys.ts';
import type { LoginThrottle } from '../staff/login-throttle.ts';
import type { StaffLogins } from '../staff/staff-logins.ts';

/** A node repeats a report until it is acknowledged; no node keeps one unacknowledged for this long. */
const REPORTS_KEPT_MS = 7 * 24 * 3_600_000;

/** What became of webhooks is looked at when something went wrong lately. */
const DELIVERIES_KEPT_MS = 30 * 24 * 3_600_000;

/** What past runs did against a draft is looked at and forgotten. */
const REPLAYS_KEPT_MS = 7 * 24 * 3_600_000;

interface HousekeepingOptions {
  readonly database: Database;
  readonly logins: StaffLogins;
  readonly throttle: LoginThrottle;
  readonly tokenKeys: RoomTokenKeys;
  readonly connected: ConnectedNodes;
  readonly clock: Clock;
  readonly log: Log;
}

/** Drops what no longer counts and changes the key of room tokens when it is due. */
export async function keepHouse({ database, logins, throttle, tokenKeys, connected, clock, log }: HousekeepingOptions): Promise<void> {
  const now = new Date(clock());
  const [expiredLogins, oldThrottles, { count: oldReports }, { count: oldDeliveries }, { count: oldReplays }] = await Promise.all([
    logins.forgetExpired(),
    throttle.forgetOld(now),
    database.read((prisma) => prisma.takenReport.deleteMany({ where: { takenAt: { lt: new Date(now.getTime() - REPORTS_KEPT_MS) } } })),
    database.read((prisma) =>
      prisma.webhookDelivery.deleteMany({ where: { queuedAt: { lt: new Date(now.getTime() - DELIVERIES_KEPT_MS) } } }),
    ),
    database.read((prisma) => prisma.flowReplay.deleteMany({ where: { requestedAt: { lt: new Date(now.getTime() - REPLAYS_KEPT_MS) } } })),
  ]);
  log.info({ expiredLogins, oldThrottles, oldReports, oldDeliveries, oldReplays }, 'house kept');
  if (!(await tokenKeys.rotateIfDue(now))) return;
  log.info({ kid: tokenKeys.signing.kid }, 'key of room tokens changed');
  // They come back at once and are given the new set; their rooms go on meanwhile.
  for (const node of connected.all()) node.drop();
}
