import { newId } from '@guichet/protocol';
import { shippedPacks } from '@guichet/rules';
import { apiKeyHash, apiKeyHint, newApiKey } from '../api-clients/api-clients.ts';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import { jsonColumn } from '../database/json-column.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { FlowDefinitions } from '../flows/flow-definitions.ts';
import { FlowVersions } from '../flows/flow-versions.ts';
import { noticeHash } from '../sessions/notices.ts';
import { seedSamplingRules } from '../review/sampling-rules.ts';
import type { Passwords } from '../staff/passwords.ts';
import { newReadablePassword } from '../staff/readable-password.ts';
import { DEMO_BANK, DEMO_OTHER_CHANNELS, DEMO_SERVICE_TYPES, DEMO_SKILL_NAMES } from './demo-bank.ts';
import { DEMO_NOTICES } from './demo-notices.ts';
import type { DemoLogin, DemoSecrets } from './demo-secrets.ts';
import { bindPlainFlow, seedFlows } from './seed-flows.ts';
import { DEMO_STAFF } from './demo-staff.ts';

const API_CLIENT_NAME = 'Linjiang Bank mobile app (demo)';

interface SeedOptions {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly secrets: DemoSecrets;
  readonly clock: Clock;
}

export interface SeedReport {
  readonly logins: readonly DemoLogin[];
  readonly apiKey: string;
}

/**
 * Puts the demo bank into the database: what is there already stays, with its passwords as far as they are still known. A login or a key
 * that nobody knows any more gets a new one.
 */
export async function seedDemoBank({ database, passwords, secrets, clock }: SeedOptions): Promise<SeedReport> {
  const versions = new FlowVersions({
    database,
    clock,
    audit: new AuditTrail({ database, clock }),
    definitions: new FlowDefinitions(),
    packs: shippedPacks(),
  });
  await database.transaction(async (tx) => {
    await seedBank(tx);
    await seedFlows(tx, versions);
    await tx.skill.createMany({
      data: DEMO_SKILL_NAMES.map(({ id, name }) => ({ id, nameZh: name['zh-CN'], nameEn: name.en })),
      skipDuplicates: true,
    });
    await seedServiceTypes(tx);
    await bindPlainFlow(tx);
    await seedNotices(tx, clock());
    await seedSamplingRules(tx, clock());
  });
  return { logins: await seedStaff(database, passwords, secrets), apiKey: await seedApiClient(database, secrets) };
}

async function seedBank(tx: Tx): Promise<void> {
  const otherChannels = jsonColumn([...DEMO_OTHER_CHANNELS]);
  await tx.bank.upsert({ where: { id: 1 }, create: { id: 1, ...DEMO_BANK, otherChannels }, update: {} });
}

async function seedServiceTypes(tx: Tx): Promise<void> {
  for (const [position, { ticketPrefix, title, summary, prepare, ...rest }] of DEMO_SERVICE_TYPES.entries()) {
    if ((await tx.serviceType.count({ where: { ticketPrefix } })) > 0) continue;
    await tx.serviceType.create({
      data: {
        id: newId('svc'),
        ticketPrefix,
        position,
        titleZh: title['zh-CN'],
        titleEn: title.en,
        summaryZh: summary['zh-CN'],
        summaryEn: summary.en,
        prepare: jsonColumn([...prepare]),
        ...rest,
      },
    });
  }
}

async function seedNotices(tx: Tx, at: number): Promise<void> {
  await tx.notice.createMany({
    data: DEMO_NOTICES.map((notice) => ({ ...notice, textHash: noticeHash(notice), inForceFrom: new Date(at) })),
    skipDuplicates: true,
  });
}

async function seedStaff(database: Database, passwords: Passwords, secrets: DemoSecrets): Promise<DemoLogin[]> {
  const known = await secrets.passwords();
  const logins = DEMO_STAFF.map(({ staffNumber, roles }) => ({
    role: roles.join(', '),
    username: staffNumber,
    password: known.get(staffNumber) ?? newReadablePassword(),
  }));
  // Written down first: a password in the database alone is known to nobody.
  await secrets.saveLogins(logins);
  for (const [index, { staffNumber, displayName, displayNameEn, roles, skills }] of DEMO_STAFF.entries()) {
    const password = logins[index]?.password ?? '';
    const found = await database.read((prisma) => prisma.staff.findUnique({ where: { staffNumber } }));
    if (found !== null && known.has(staffNumber) && (await passwords.matches(found.passwordHash, password))) continue;
    const passwordHash = await passwords.hash(password);
    await database.transaction((tx) =>
      tx.staff.upsert({
        where: { staffNumber },
        create: {
          id: newId('stf'),
          staffNumber,
          displayName,
          displayNameEn,
          roles: [...roles],
          skills: [...skills],
          passwordHash,
          demo: true,
        },
        update: { passwordHash, oneTimeUntil: null },
      }),
    );
  }
  return logins;
}

async function seedApiClient(database: Database, secrets: DemoSecrets): Promise<string> {
  const known = await secrets.apiKey();
  const apiKey = known ?? newApiKey();
  if (known === null) await secrets.saveApiKey(apiKey);
  const keyHash = apiKeyHash(apiKey);
  const keyHint = apiKeyHint(apiKey);
  await database.transaction(async (tx) => {
    const found = await tx.apiClient.findFirst({ where: { name: API_CLIENT_NAME } });
    if (found === null) await tx.apiClient.create({ data: { id: newId('api'), name: API_CLIENT_NAME, keyHash, keyHint } });
    else if (found.keyHash !== keyHash) await tx.apiClient.update({ where: { id: found.id }, data: { keyHash, keyHint } });
  });
  return apiKey;
}
