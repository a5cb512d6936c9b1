import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import {
  type ApiClientId,
  type GuestRequests,
  type KnownCustomer,
  newId,
  type PayloadOf,
  type ReplyOf,
  type SessionId,
  type StaffId,
  type StaffRequests,
  type StaffRole,
} from '@guichet/protocol';
import type { SessionRequests } from '../sessions/customer-requests.ts';
import { pino } from 'pino';
import { createTestDatabase } from '../../../../prisma/testing.ts';
import { type BusinessPlane, createBusinessPlane } from '../business-plane.ts';
import { Database } from '../database/database.ts';
import type { Guest } from '../guests/guest-cookies.ts';
import type { RecordingStarter } from '../recordings/recording-starter.ts';
import type { Core } from '../sessions/core.ts';
import type { CoreSettings } from '../sessions/core-settings.ts';
import { createCore } from '../sessions/create-core.ts';
import { staffView } from '../staff/staff-view.ts';
import { MemoryMediaPlane } from './memory-media-plane.ts';
import { createTestBank, createTestStaff, type TestBank } from './test-bank.ts';

/** A page's key, as far as the counter looks at it. */
export const PAGE_KEY = 'k'.repeat(43);

export interface TestPlaneOptions {
  readonly settings?: Partial<CoreSettings>;
  readonly media?: MemoryMediaPlane;
}

/**
 * The business plane on a database of its own, with nodes in memory and a clock that stands still until it is told to go on. `restart` is
 * what a `kill -9` and a new start are to it: everything in memory is gone, the rows are there.
 */
export class TestPlane {
  readonly database: Database;
  readonly bank: TestBank;
  media: MemoryMediaPlane;
  core: Core;
  plane: BusinessPlane;
  /** Unix ms. */
  now = Date.UTC(2026, 10, 22, 1, 0, 0);
  /** By how much somebody has set the wall clock. */
  clockSetByMs = 0;
  readonly #dataKey: KeyObject = createSecretKey(randomBytes(32));
  readonly #settings: Partial<CoreSettings>;
  readonly #drop: () => Promise<void>;

  static async create(options: TestPlaneOptions = {}): Promise<TestPlane> {
    const server = await createTestDatabase();
    const database = new Database(server.url);
    return new TestPlane(database, await createTestBank(database), server.drop, options);
  }

  private constructor(database: Database, bank: TestBank, drop: () => Promise<void>, options: TestPlaneOptions) {
    this.database = database;
    this.bank = bank;
    this.media = options.media ?? new MemoryMediaPlane();
    this.#drop = drop;
    this.#settings = options.settings ?? {};
    [this.core, this.plane] = this.#build();
  }

  /** The counter is killed and started again; its nodes are still there and say what they hold. */
  async restart(): Promise<void> {
    const before = this.media;
    this.media = new MemoryMediaPlane();
    this.media.nodes.splice(0, 1, ...before.nodes);
    [this.core, this.plane] = this.#build();
    for (const node of this.media.nodes.filter(({ connected }) => connected)) await this.media.register(node);
  }

  async close(): Promise<void> {
    await this.plane.sweeper.stop();
    await this.database.close();
    await this.#drop();
  }

  /** Lets time pass, with one look at what is due at the end of it. Pages that are told of are there all the while. */
  async pass(ms: number, present: { readonly sessions?: readonly SessionId[]; readonly staff?: readonly StaffId[] } = {}): Promise<void> {
    this.now += ms;
    await this.plane.presence.seen(present);
    await this.plane.sweeper.tick();
    await this.plane.flowEffects.idle();
  }

  async customer<Name extends keyof SessionRequests>(
    sessionId: SessionId,
    name: Name,
    payload: PayloadOf<SessionRequests[Name]>,
  ): Promise<ReplyOf<SessionRequests[Name]>> {
    const handler = this.plane.customerRequests[name] as (
      p: typeof payload,
      c: object,
      s: AbortSignal,
    ) => Promise<ReplyOf<SessionRequests[Name]>>;
    return handler(payload, { sessionId }, new AbortController().signal);
  }

  async staff<Name extends keyof StaffRequests>(
    staffId: StaffId,
    name: Name,
    payload: PayloadOf<StaffRequests[Name]>,
  ): Promise<ReplyOf<StaffRequests[Name]>> {
    const row = await this.database.prisma.staff.findUniqueOrThrow({ where: { id: staffId } });
    const handler = this.plane.staffRequests[name] as (
      p: typeof payload,
      c: object,
      s: AbortSignal,
    ) => Promise<ReplyOf<StaffRequests[Name]>>;
    return handler(payload, { staff: staffView(row) }, new AbortController().signal);
  }

  async guest<Name extends keyof GuestRequests>(
    guest: Guest,
    name: Name,
    payload: PayloadOf<GuestRequests[Name]>,
  ): Promise<ReplyOf<GuestRequests[Name]>> {
    const handler = this.plane.guestRequests[name] as (
      p: typeof payload,
      c: Guest,
      s: AbortSignal,
    ) => Promise<ReplyOf<GuestRequests[Name]>>;
    return handler(payload, guest, new AbortController().signal);
  }

  async apiClient(): Promise<ApiClientId> {
    const id = newId('api');
    await this.database.prisma.apiClient.create({ data: { id, name: 'Core system', keyHash: id } });
    return id;
  }

  /** A session whose customer opened the link. */
  async entered(customer: KnownCustomer = {}): Promise<SessionId> {
    const apiClientId = await this.apiClient();
    const { secret } = await this.plane.opening.openForBank({
      serviceTypeId: this.bank.loans,
      language: 'zh-CN',
      customer,
      apiClientId,
      reference: null,
    });
    const { sessionId } = await this.plane.entry.exchange(secret, { language: 'zh-CN', userAgent: null }, null);
    return sessionId;
  }

  /** … and accepted the notice. */
  async consenting(customer: KnownCustomer = {}): Promise<SessionId> {
    const sessionId = await this.entered(customer);
    await this.customer(sessionId, 'consent.decide', {
      kind: 'recording',
      textVersion: this.bank.noticeVersion,
      language: 'zh-CN',
      decision: 'accepted',
    });
    return sessionId;
  }

  /** … and waits. */
  async waiting(customer: KnownCustomer = {}): Promise<SessionId> {
    const sessionId = await this.consenting(customer);
    await this.customer(sessionId, 'ticket.take', {});
    return sessionId;
  }

  /** Somebody of the staff whose page is open, offline. */
  async member(roles: readonly StaffRole[] = ['agent'], skills?: readonly string[]): Promise<StaffId> {
    const staffId = await createTestStaff(this.database, { roles, ...(skills === undefined ? {} : { skills }) });
    await this.plane.presence.seen({ staff: [staffId] });
    return staffId;
  }

  /** An agent who waits for customers. */
  async agent(skills?: readonly string[]): Promise<StaffId> {
    const staffId = await this.member(['agent'], skills);
    await this.staff(staffId, 'status.choose', { status: 'idle' });
    this.now += 1;
    return staffId;
  }

  /** A call between a new customer and the agent, both in the room. */
  async inCall(agentId: StaffId, customer: KnownCustomer = {}): Promise<SessionId> {
    const sessionId = await this.waiting(customer);
    await this.plane.sweeper.tick();
    const { offer } = await this.staff(agentId, 'desk.get', {});
    if (offer?.sessionId !== sessionId) throw new Error('The agent is not rung for this customer');
    await this.staff(agentId, 'offer.accept', { offerId: offer.offerId });
    for (const { id } of await this.participants(sessionId)) await this.joins(sessionId, id);
    return sessionId;
  }

  async participants(sessionId: SessionId) {
    return this.database.prisma.callParticipant.findMany({
      where: { call: { sessionId, status: 'live' } },
      orderBy: { admittedAt: 'asc' },
    });
  }

  async call(sessionId: SessionId) {
    return this.database.prisma.call.findFirstOrThrow({ where: { sessionId }, orderBy: { startedAt: 'desc' } });
  }

  async joins(sessionId: SessionId, participantId: string): Promise<void> {
    const { roomId } = await this.call(sessionId);
    await this.media.report(roomId as never, { type: 'peer.joined', participantId: participantId as never });
  }

  /** What happened in the session, without what its flow said of it. */
  async types(sessionId: SessionId): Promise<string[]> {
    return (await this.allTypes(sessionId)).filter((type) => !/^(flow|segment)\./.test(type));
  }

  async allTypes(sessionId: SessionId): Promise<string[]> {
    return (await this.core.log.read(sessionId)).map(({ type }) => type);
  }

  #build(): [Core, BusinessPlane] {
    const core = createCore({
      database: this.database,
      dataKey: this.#dataKey,
      logger: pino({ level: 'silent' }),
      clock: () => this.now,
      settings: this.#settings,
    });
    const recordings: RecordingStarter = {
      // The recordings' own half has its own tests; here a row and its event are enough.
      begin: async (tx, { recordingId, sessionId, callId, nodeId, roomId }) => {
        await tx.recording.create({
          data: { id: recordingId, sessionId, callId, nodeId, roomId, status: 'starting', startedAt: new Date(this.now) },
        });
        await core.log.append(tx, sessionId, { actor: { kind: 'system' }, type: 'recording.started', payload: { recordingId } });
      },
    };
    return [
      core,
      createBusinessPlane(core, {
        media: this.media,
        recordings,
        secure: false,
        publicUrl: () => 'https://bank.example',
        monotonicMs: () => this.now - this.clockSetByMs,
      }),
    ];
  }
}
