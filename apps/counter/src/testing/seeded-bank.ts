import { createSecretKey, randomBytes } from 'node:crypto';
import { newId, type NodeId, type ServiceTypeId, type StaffId, type StaffRole } from '@guichet/protocol';
import { shippedPacks } from '@guichet/rules';
import { pino } from 'pino';
import { createTestDatabase } from '../../../../prisma/testing.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { Database } from '../database/database.ts';
import { SessionDocuments } from '../documents/session-documents.ts';
import { Inspector } from '../inspection/inspector.ts';
import { drawReview } from '../review/draw-review.ts';
import { Rectifications } from '../review/rectifications.ts';
import { Reviews } from '../review/reviews.ts';
import { SamplingRules } from '../review/sampling-rules.ts';
import { createCore } from '../sessions/create-core.ts';
import type { Core } from '../sessions/core.ts';
import { SessionOpening } from '../sessions/session-opening.ts';
import { markReady } from './seeded/seeded-media.ts';
import { type SeededSale, seedSale } from './seeded/seeded-sale.ts';
import { createTestBank, createTestStaff, type TestBank } from './test-bank.ts';

/** A bank with sales that were recorded, what inspects them and what reviews them; a database of its own and a clock that is told. */
export class SeededBank {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly bank: TestBank;
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly inspector: Inspector;
  readonly reviews: Reviews;
  readonly rectifications: Rectifications;
  readonly sampling: SamplingRules;
  readonly dataKey = createSecretKey(randomBytes(32));
  /** Unix ms: late enough that sales of an hour ago ran flows that are published now. */
  now = Date.now() + 2 * 3_600_000;
  readonly #drop: () => Promise<void>;

  static async create(): Promise<SeededBank> {
    const server = await createTestDatabase();
    const database = new Database(server.url);
    return new SeededBank(database, server.url, await createTestBank(database), server.drop);
  }

  private constructor(database: Database, databaseUrl: string, bank: TestBank, drop: () => Promise<void>) {
    this.database = database;
    this.databaseUrl = databaseUrl;
    this.bank = bank;
    this.#drop = drop;
    this.core = createCore({ database, dataKey: this.dataKey, logger: pino({ level: 'silent' }), clock: () => this.now });
    this.audit = new AuditTrail({ database, clock: () => this.now });
    const documents = new SessionDocuments(this.core, this.dataKey);
    this.inspector = new Inspector({
      core: this.core,
      documents,
      packs: shippedPacks(),
      looks: null,
      identity: null,
      prompts: null,
      listener: null,
    });
    this.inspector.onInspected(drawReview(this.core));
    this.reviews = new Reviews(this.core, this.audit);
    this.rectifications = new Rectifications({ core: this.core, audit: this.audit, opening: new SessionOpening(this.core) });
    this.sampling = new SamplingRules(this.core, this.audit);
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.#drop();
  }

  async member(roles: readonly StaffRole[], team: string | null = null): Promise<StaffId> {
    const staffId = await createTestStaff(this.database, { roles });
    await this.database.prisma.staff.update({ where: { id: staffId }, data: { team } });
    return staffId;
  }

  /** A sale that was recorded an hour ago. */
  async sale(staffId: StaffId, serviceTypeId: ServiceTypeId = this.bank.loans): Promise<SeededSale> {
    const nodeId = newId('nod') satisfies NodeId;
    const sale = await seedSale(this.database, this.dataKey, {
      serviceTypeId,
      staffId,
      nodeId,
      openedAt: this.now - 3_600_000,
      lengthMs: 60_000,
    });
    await markReady(this.database, sale);
    const chunks = await this.database.prisma.sessionEvent.count({ where: { sessionId: sale.sessionId, type: 'recording.chunk_closed' } });
    await this.database.prisma.recording.update({ where: { id: sale.recordingId }, data: { chunks } });
    return sale;
  }

  /** Changes rows that the database keeps as they are, as only its owner can. */
  async tamper(table: 'SessionEvent' | 'AuditEvent' | 'Finding', work: () => Promise<unknown>): Promise<void> {
    await this.database.prisma.$executeRawUnsafe(`alter table "${table}" disable trigger user`);
    await work();
    await this.database.prisma.$executeRawUnsafe(`alter table "${table}" enable trigger user`);
  }

  /** Has every recording looked at, by so many people. */
  async drawAll(secondPerson = false): Promise<void> {
    await this.database.prisma.samplingRule.deleteMany();
    const by = await this.member(['admin']);
    const about = { product: null, serviceTypeIds: null, agentIds: null, ageFrom: null, riskFrom: null, failed: null };
    await this.sampling.create(by, {
      ...about,
      title: { 'zh-CN': '全检', en: 'Everything' },
      percent: 100,
      secondPerson,
      deadlineHours: 24,
      active: true,
    });
  }

  /** A sale that was inspected and drawn; answers the review's id. */
  async drawn(staffId: StaffId): Promise<{ readonly sale: SeededSale; readonly reviewId: string }> {
    const sale = await this.sale(staffId);
    await this.inspector.inspect(sale.recordingId);
    const review = await this.database.prisma.review.findUniqueOrThrow({ where: { recordingId: sale.recordingId } });
    return { sale, reviewId: review.id };
  }
}
