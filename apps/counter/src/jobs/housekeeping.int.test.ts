import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { Database } from '../database/database.ts';
import { createLog } from '../log.ts';
import { ConnectedNode, ConnectedNodes } from '../nodes/connected-nodes.ts';
import { KEY_LIFETIME_MS, RoomTokenKeys } from '../nodes/room-token-keys.ts';
import { takeReport } from '../nodes/taken-reports.ts';
import { LoginThrottle } from '../staff/login-throttle.ts';
import { Passwords } from '../staff/passwords.ts';
import { StaffLogins } from '../staff/staff-logins.ts';
import { keepHouse } from './housekeeping.ts';

const DAY_MS = 24 * 3_600_000;
let server: TestDatabase;
let database: Database;
let folder: string;

beforeAll(async () => {
  server = await createTestDatabase();
  database = new Database(server.url);
  folder = await mkdtemp(join(tmpdir(), 'guichet-house-'));
});
afterAll(async () => {
  await database.close();
  await server.drop();
  await rm(folder, { recursive: true });
});

describe('housekeeping', () => {
  it('drops what no longer counts and nothing else, and hands nodes a new key when it is due', async () => {
    let now = Date.now();
    const clock = () => now;
    const log = createLog('silent');
    const throttle = new LoginThrottle(database);
    const logins = new StaffLogins({
      database,
      audit: new AuditTrail({ database, clock }),
      passwords: new Passwords(),
      throttle,
      secure: false,
      clock,
    });
    const tokenKeys = await RoomTokenKeys.load(join(folder, 'keys.json'), new Date(now));
    const connected = new ConnectedNodes();
    let dropped = 0;
    connected.add(
      new ConnectedNode(
        newId('nod'),
        { zone: 'z', signallingUrl: 'https://n.example', capacityRooms: 1 },
        { send: () => undefined, drop: () => dropped++ },
        0,
        0,
      ),
    );
    const run = () => keepHouse({ database, logins, throttle, tokenKeys, connected, clock, log });

    const [early, late] = [newId('rpt'), newId('rpt')];
    await database.transaction((tx) => takeReport(tx, early, 'test'));
    await database.prisma.takenReport.updateMany({ data: { takenAt: new Date(now - 8 * DAY_MS) } });
    await database.transaction((tx) => takeReport(tx, late, 'test'));
    await throttle.book('somebody', new Date(now - 2 * DAY_MS));
    await throttle.book('somebody else', new Date(now));

    await run();
    expect((await database.prisma.takenReport.findMany()).map(({ id }) => id)).toEqual([`test:${late}`]);
    expect(await database.prisma.loginThrottle.count()).toBe(1);
    expect(dropped).toBe(0);

    const { kid } = tokenKeys.signing;
    now += KEY_LIFETIME_MS;
    await run();
    expect(tokenKeys.signing.kid).not.toBe(kid);
    expect(dropped).toBe(1);
  });
});
