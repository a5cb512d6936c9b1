/**
 * A whole counter with sales that were recorded and many sessions that can be searched, for whoever measures or looks at the review from outside:
 * `node review-stand-main.ts --minutes 10,60 --sessions 10000 [--live 10] [--web DIR] [--looks DIR]`. Prints one line of JSON when it stands, and ends
 * with its standard input. `--live`: one more recording, of so many minutes, is still running; a line on standard input hangs it up.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { newId, type StaffRole } from '@guichet/protocol';
import { publishTestDatabaseUrl } from '../../../../prisma/config.ts';
import { startTestCluster } from '../../../../prisma/test-cluster.ts';
import { loadDataKey } from '../keys/data-key.ts';
import { Passwords } from '../staff/passwords.ts';
import { recordLive } from './seeded/live-recording.ts';
import { SeededMedia } from './seeded/seeded-media.ts';
import { SALE_FLOW, seedSale } from './seeded/seeded-sale.ts';
import { seedSearchEntries } from './seeded/seeded-sessions.ts';
import { WholeCounter } from './whole-counter.ts';

const PASSWORD = 'correct horse battery';
const MINUTE_MS = 60_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    sessions: { type: 'string', default: '0' },
    live: { type: 'string' },
    web: { type: 'string' },
    looks: { type: 'string' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'guichet-review-'));
const cluster = await startTestCluster();
publishTestDatabaseUrl(cluster.url);
const counter = await WholeCounter.start({ ...(values.web === undefined ? {} : { WEB_CONSOLE_DIR: values.web }), LOG_LEVEL: 'warn' });
try {
  const { database, bank, dataDir } = counter;
  const passwordHash = await new Passwords().hash(PASSWORD);
  const person = async (staffNumber: string, displayName: string, displayNameEn: string, roles: StaffRole[]) => {
    const staffId = newId('stf');
    await database.prisma.staff.create({ data: { id: staffId, staffNumber, displayName, displayNameEn, passwordHash, roles, skills: [] } });
    return staffId;
  };
  await person('0021', '孙敏', 'Sun Min', ['reviewer']);
  const agents = [await person('0837', '林静', 'Lin Jing', ['agent']), await person('0512', '陈凯', 'Chen Kai', ['agent'])];
  await database.prisma.serviceType.update({
    where: { id: bank.loans },
    data: { titleZh: '稳盈 6 号理财', titleEn: 'Wealth product No. 6', flowKey: SALE_FLOW },
  });
  const dataKey = await loadDataKey(join(dataDir, 'keys', 'data.key'));
  const looks = values.looks;
  const media = new SeededMedia(
    join(folder, 'media'),
    looks === undefined ? undefined : { customer: join(looks, 'customer.png'), agent: join(looks, 'agent.png') },
  );
  await media.make();
  const recordings: { readonly minutes: number; readonly recordingId: string }[] = [];
  for (const [at, minutes] of values.minutes.split(',').map(Number).entries()) {
    const sale = await seedSale(database, dataKey, {
      serviceTypeId: bank.loans,
      staffId: agents[0] ?? newId('stf'),
      nodeId: newId('nod'),
      openedAt: Date.UTC(2026, 10, 18, 5, 57) + at * 7_200_000,
      lengthMs: minutes * MINUTE_MS,
      chat: [
        { afterMs: 70_000, from: 'staff', text: '您好，请您看一下屏幕上的风险揭示书' },
        { afterMs: 96_000, from: 'customer', text: '好的，我的新电话是 13900001111' },
      ],
    });
    await media.place(database, dataDir, sale);
    recordings.push({ minutes, recordingId: sale.recordingId });
  }
  if (Number(values.sessions) > 0) {
    const serviceTypeIds = [bank.loans, bank.questions];
    await seedSearchEntries(database, dataKey, {
      count: Number(values.sessions),
      serviceTypeIds,
      staffIds: agents,
      until: Date.UTC(2026, 10, 18),
    });
  }
  const running = values.live === undefined ? null : await seedLive(Number(values.live));
  await counter.restart();
  await running?.live.goOn();
  const standing = { url: counter.url, login: { staffNumber: '0021', password: PASSWORD }, recordings, live: running?.recordingId ?? null };
  process.stdout.write(`${JSON.stringify(standing)}\n`);
  const lines = createInterface(process.stdin);
  lines.on('line', () => void running?.live.hangUp());
  await new Promise<void>((resolve) => {
    lines.once('close', resolve);
    process.once('SIGTERM', resolve);
  });
  running?.live.close();

  async function seedLive(minutes: number) {
    const nodeId = newId('nod');
    const openedAt = Date.now() - (minutes + 1) * MINUTE_MS;
    const sale = await seedSale(database, dataKey, {
      serviceTypeId: bank.loans,
      staffId: agents[0] ?? newId('stf'),
      nodeId,
      openedAt,
      lengthMs: minutes * MINUTE_MS,
    });
    return { recordingId: sale.recordingId, live: await recordLive(counter, sale, nodeId) };
  }
} finally {
  await counter.end();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}
