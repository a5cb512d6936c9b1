import {
  type Actor,
  type CallId,
  type Commitment,
  type DocumentId,
  type FlowValue,
  newId,
  type NodeId,
  type OfferId,
  type ParticipantId,
  type RecordingId,
  type RoomId,
  type ServiceTypeId,
  type SessionId,
  type StaffId,
  type TrackId,
} from '@guichet/protocol';
import { compileFlow, nodeRegistry, shippedFlow, simulate, type SimulationResult } from '@guichet/workflow';
import type { Database, Tx } from '../../database/database.ts';
import { STEP_INPUT_VALUE } from '../../flows/flow-steps.ts';
import { CHAT_VALUE } from '../../sessions/chat.ts';
import { createCore } from '../../sessions/create-core.ts';
import type { Core } from '../../sessions/core.ts';
import type { LogEntry } from '../../sessions/session-log.ts';
import { SessionOpening } from '../../sessions/session-opening.ts';
import { type SaleCast, saleStory } from './sale-story.ts';
import type { KeyObject } from 'node:crypto';
import { pino } from 'pino';

export const SALE_FLOW = 'wealth-sale';
const SYSTEM: Actor = { kind: 'system' };
const CHUNK_MS = 2_000;
const SAMPLE_MS = 5_000;
const TOLD_WITHIN_MS = 120_000;

export interface SaleOrder {
  readonly serviceTypeId: ServiceTypeId;
  readonly staffId: StaffId;
  readonly nodeId: NodeId;
  /** When the session was opened, Unix ms. */
  readonly openedAt: number;
  /** How long it was recorded, at least; people take their time accordingly. */
  readonly lengthMs: number;
  readonly customer?: { readonly name: string; readonly phone: string; readonly customerNumber: string };
  readonly account?: string;
  readonly source?: string;
  readonly chat?: readonly { readonly afterMs: number; readonly from: 'customer' | 'staff'; readonly text: string }[];
}

export interface SeededSale {
  readonly sessionId: SessionId;
  readonly recordingId: RecordingId;
  /** Wall clock at the recording's 0. */
  readonly originMs: number;
  readonly durationMs: number;
  readonly tracks: readonly {
    readonly trackId: TrackId;
    readonly participantId: ParticipantId;
    readonly kind: 'audio' | 'video';
    readonly source: 'camera' | 'microphone' | 'screen';
  }[];
}

const CUSTOMER = { name: '王小明', phone: '13800138000', customerNumber: '6600123456' };

/**
 * A sale as it would stand in the log had it happened then: the simulated story of the shipped flow, appended event by event through the real
 * log, so that run, chapters and marks follow from it as always. Nothing is asked of the outside; nobody was recorded.
 */
export async function seedSale(database: Database, dataKey: KeyObject, order: SaleOrder): Promise<SeededSale> {
  let now = order.openedAt;
  const core = createCore({ database, dataKey, logger: pino({ level: 'silent' }), clock: () => now });
  const customer = order.customer ?? CUSTOMER;
  const cast: SaleCast = {
    callId: newId('cal') satisfies CallId,
    nodeId: order.nodeId,
    roomId: newId('rom') satisfies RoomId,
    recordingId: newId('rec') satisfies RecordingId,
    customer: newId('par') satisfies ParticipantId,
    agent: newId('par') satisfies ParticipantId,
    staffId: order.staffId,
    offerId: newId('ofr') satisfies OfferId,
    documentId: newId('doc') satisfies DocumentId,
  };
  const played = play(cast, order, customer.name);
  const apiClientId = newId('api');
  await database.prisma.apiClient.create({ data: { id: apiClientId, name: 'seed', keyHash: apiClientId } });
  const { sessionId } = await new SessionOpening(core).openForBank({
    serviceTypeId: order.serviceTypeId,
    language: 'zh-CN',
    customer: { ...customer, idNumber: '110105199001010010', birthDate: '1990-01-01' },
    apiClientId,
    reference: null,
  });
  const teller = new SaleTeller(core, sessionId, cast, (at) => (now = at));
  // An hour told at once, on a machine that has other things to do.
  await database.transaction((tx) => teller.tell(tx, played, order), { timeout: TOLD_WITHIN_MS });
  return teller.seeded(sessionId);
}

function play(cast: SaleCast, order: SaleOrder, customerName: string): SimulationResult {
  const compiled = compileFlow(shippedFlow(SALE_FLOW), { registry: nodeRegistry });
  if (!compiled.ok) throw new Error('The shipped flow does not compile');
  const told = { customerName, account: order.account ?? '6217000010001234', source: order.source ?? '奖金和理财到期' };
  const run = (pace: number) => simulate(compiled.flow, saleStory(cast, told, order.openedAt + 3_000, pace));
  const callMs = (result: SimulationResult): number => {
    const began = result.trace.find(({ event }) => event.type === 'signalled' && event.signal.name === 'call.started')?.atMs ?? 0;
    return (result.trace.at(-1)?.atMs ?? 0) - began;
  };
  const natural = run(1);
  const played = run(Math.max(1, order.lengthMs / callMs(natural)));
  if (!played.ok) throw new Error(`The story does not go as told: ${JSON.stringify(played.unmet)}`);
  return played;
}

class SaleTeller {
  readonly #core: Core;
  readonly #sessionId: SessionId;
  readonly #cast: SaleCast;
  readonly #setClock: (at: number) => void;
  readonly #flowRunId = newId('flr');
  readonly #tracks = (['camera', 'microphone'] as const).flatMap((source) =>
    (['customer', 'agent'] as const).map((who) => ({ who, source, trackId: newId('trk') })),
  );
  #originMs = 0;
  #durationMs = 0;
  #chunkAt = 0;
  #sampleAt = 0;
  #chunk = 0;

  constructor(core: Core, sessionId: SessionId, cast: SaleCast, setClock: (at: number) => void) {
    this.#core = core;
    this.#sessionId = sessionId;
    this.#cast = cast;
    this.#setClock = setClock;
  }

  async tell(tx: Tx, played: SimulationResult, order: SaleOrder): Promise<void> {
    const chat = [...(order.chat ?? [])].toSorted((a, b) => a.afterMs - b.afterMs);
    for (const { atMs, event, refused } of played.trace) {
      if (refused !== null) continue;
      await this.#between(tx, atMs, chat);
      this.#setClock(atMs);
      switch (event.type) {
        case 'started':
          await this.#start(tx, event.seed, event.variables);
          break;
        case 'acted':
          await this.#act(tx, event);
          break;
        case 'timer_fired':
          await this.#append(tx, {
            actor: SYSTEM,
            type: 'flow.timer_fired',
            payload: { flowRunId: this.#flowRunId, timerId: event.timerId },
          });
          break;
        case 'signalled':
          await this.#signal(tx, event, atMs);
          break;
        default:
          throw new Error(`The story has an event of another kind: ${event.type}`);
      }
    }
    await this.#end(tx, (played.trace.at(-1)?.atMs ?? 0) + 2_000);
  }

  seeded(sessionId: SessionId): SeededSale {
    return {
      sessionId,
      recordingId: this.#cast.recordingId as RecordingId,
      originMs: this.#originMs,
      durationMs: this.#durationMs,
      tracks: this.#tracks.map(({ who, source, trackId }) => ({
        trackId,
        participantId: this.#cast[who] as ParticipantId,
        kind: source === 'camera' ? 'video' : 'audio',
        source,
      })),
    };
  }

  async #append(tx: Tx, entry: LogEntry): Promise<void> {
    await this.#core.log.append(tx, this.#sessionId, entry);
    // What the flow asks of the outside is answered by the story and by nobody else.
    await tx.flowEffect.updateMany({
      where: { sessionId: this.#sessionId, status: 'pending' },
      data: { status: 'answered', payload: null },
    });
  }

  async #start(tx: Tx, seed: number, variables: object): Promise<void> {
    const row = await tx.flowVersion.findFirstOrThrow({ where: { key: SALE_FLOW, status: 'published' }, orderBy: { version: 'desc' } });
    const commitment = await this.#core.vault.commit(tx, this.#sessionId, 'flow.variables', variables);
    const { key, version, hash } = row;
    await this.#append(tx, {
      actor: SYSTEM,
      type: 'flow.started',
      payload: { flowRunId: this.#flowRunId, key, version, definitionHash: hash, seed, variables: commitment },
    });
  }

  async #act(
    tx: Tx,
    { nodeRunId, action, input, actor }: { nodeRunId: string; action: string; input: unknown; actor: { role: string } },
  ): Promise<void> {
    const run = await this.#core.flows.stored(tx, this.#flowRunId);
    const open = run?.state.open[nodeRunId];
    const type = open === undefined ? undefined : run?.flow.nodes.get(open.nodeId)?.node.type;
    const personal = nodeRegistry.get(type ?? '')?.manifest.actions[action]?.personal === true;
    const value: FlowValue = personal
      ? { kind: 'committed', commitment: await this.#core.vault.commit(tx, this.#sessionId, STEP_INPUT_VALUE, input) }
      : { kind: 'open', value: input as never };
    const role = actor.role as 'customer' | 'agent';
    await this.#append(tx, {
      actor: role === 'customer' ? { kind: 'customer' } : { kind: 'staff', id: this.#cast.staffId as StaffId },
      type: 'flow.acted',
      payload: { flowRunId: this.#flowRunId, nodeRunId, role, action, input: value },
    });
  }

  async #signal(
    tx: Tx,
    event: {
      readonly signal: { readonly name: string; readonly payload: object };
      readonly nodeRunId: string | null;
      readonly key?: string | undefined;
    },
    atMs: number,
  ): Promise<void> {
    const { name, payload } = event.signal;
    if (event.key !== undefined && event.nodeRunId !== null) {
      const kind = name.replace(/\.answered$/, '');
      const effect = await tx.flowEffect.findFirstOrThrow({
        where: { flowRunId: this.#flowRunId, nodeRunId: event.nodeRunId, kind, answeredAt: null },
        orderBy: { key: 'asc' },
      });
      const where = { flowRunId_key: { flowRunId: this.#flowRunId, key: effect.key } };
      await tx.flowEffect.update({ where, data: { answeredAt: new Date(atMs) } });
      const commitment: Commitment = await this.#core.vault.commit(tx, this.#sessionId, 'flow.result', payload);
      return this.#append(tx, {
        actor: SYSTEM,
        type: 'flow.answered',
        payload: {
          flowRunId: this.#flowRunId,
          nodeRunId: event.nodeRunId,
          kind,
          key: effect.key,
          result: { kind: 'committed', commitment },
        },
      });
    }
    if (name === 'call.started') await this.#call(tx, atMs);
    await this.#append(tx, { actor: SYSTEM, type: name, payload } as LogEntry);
    if (name === 'call.started')
      await this.#append(tx, { actor: SYSTEM, type: 'recording.started', payload: { recordingId: this.#cast.recordingId as RecordingId } });
    if (name === 'recording.confirmed') await this.#publish(tx);
  }

  async #call(tx: Tx, atMs: number): Promise<void> {
    const { callId, roomId, recordingId, nodeId, staffId } = this.#cast;
    this.#originMs = atMs + 200;
    this.#chunkAt = this.#originMs + CHUNK_MS;
    this.#sampleAt = this.#originMs + SAMPLE_MS;
    const startedAt = new Date(atMs);
    const call = { id: callId, sessionId: this.#sessionId, nodeId, roomId, recordingId, status: 'ended', startedAt };
    await tx.call.create({ data: call });
    for (const [id, role] of [
      [this.#cast.customer, 'customer'],
      [this.#cast.agent, 'agent'],
    ] as const)
      await tx.callParticipant.create({
        data: { id, callId, role, staffId: role === 'agent' ? staffId : null, status: 'left', admittedAt: startedAt },
      });
    const recording = { id: recordingId, sessionId: this.#sessionId, callId, nodeId, roomId, status: 'ready', startedAt };
    await tx.recording.create({ data: recording });
  }

  async #publish(tx: Tx): Promise<void> {
    const callId = this.#cast.callId as CallId;
    for (const { trackId, participantId, kind, source } of this.seeded(this.#sessionId).tracks) {
      const mimeType = kind === 'video' ? 'video/VP8' : 'audio/opus';
      await this.#append(tx, {
        actor: SYSTEM,
        type: 'track.published',
        payload: { callId, participantId, trackId, kind, source, mimeType },
      });
    }
  }

  /** What is noted every few seconds, and messages, up to a moment. */
  async #between(tx: Tx, untilMs: number, chat: { afterMs: number; from: 'customer' | 'staff'; text: string }[]): Promise<void> {
    if (this.#originMs === 0) return;
    const quiet: LogEntry[] = [];
    for (; this.#chunkAt < untilMs; this.#chunkAt += CHUNK_MS) quiet.push(this.#chunkEntry());
    for (; this.#sampleAt < untilMs; this.#sampleAt += SAMPLE_MS) quiet.push(...this.#sampleEntries());
    this.#setClock(untilMs);
    await this.#core.log.appendMany(tx, this.#sessionId, quiet);
    while ((chat[0]?.afterMs ?? Infinity) + this.#originMs < untilMs) {
      const message = chat.shift();
      if (message === undefined) return;
      this.#setClock(this.#originMs + message.afterMs);
      const text = await this.#core.vault.commit(tx, this.#sessionId, CHAT_VALUE, message.text);
      const actor: Actor = message.from === 'customer' ? { kind: 'customer' } : { kind: 'staff', id: this.#cast.staffId as StaffId };
      await this.#append(tx, { actor, type: 'chat.sent', payload: { messageId: newId('msg'), text } });
    }
  }

  #chunkEntry(): LogEntry {
    this.#chunk += 1;
    const payload = {
      recordingId: this.#cast.recordingId as RecordingId,
      seq: this.#chunk,
      sizeBytes: 90_000,
      head: 'b'.repeat(64),
      signature: 'seed',
    };
    return { actor: { kind: 'node', id: this.#cast.nodeId as NodeId }, mediaAt: this.#chunkAt, type: 'recording.chunk_closed', payload };
  }

  /** A line that is good but for half a minute around the middle. */
  #sampleEntries(): LogEntry[] {
    const atMs = this.#sampleAt - this.#originMs;
    return (['customer', 'agent'] as const).map((who) => {
      const bad = who === 'customer' && atMs % 300_000 > 200_000 && atMs % 300_000 < 222_000;
      const sample = {
        rttMs: bad ? 310 : 48 + (atMs % 7_000) / 500,
        uplinkLossRatio: bad ? 0.071 : (atMs % 11_000) / 2_000_000,
        downlinkLossRatio: bad ? 0.03 : 0,
        uplinkKbps: 780,
        downlinkKbps: 800,
        jitterMs: bad ? 40 : 6,
        freezeCount: 0,
        freezeMs: 0,
        concealedRatio: 0,
      };
      const payload = { callId: this.#cast.callId as CallId, participantId: this.#cast[who] as ParticipantId, sample };
      return { actor: SYSTEM, mediaAt: this.#sampleAt, type: 'quality.sampled', payload };
    });
  }

  async #end(tx: Tx, endedAt: number): Promise<void> {
    const { callId, recordingId } = this.#cast;
    this.#setClock(endedAt);
    this.#durationMs = endedAt - this.#originMs;
    await this.#append(tx, { actor: SYSTEM, type: 'call.ended', payload: { callId: callId as CallId } });
    await tx.call.update({ where: { id: callId }, data: { endedAt: new Date(endedAt) } });
    await this.#append(tx, { actor: SYSTEM, type: 'session.ended', payload: { reason: 'completed' } });
    await this.#append(tx, {
      actor: SYSTEM,
      type: 'recording.stopped',
      payload: { recordingId: recordingId as RecordingId, trouble: null },
    });
    const muxed = { recordingId: recordingId as RecordingId, sizeBytes: 1, hash: 'c'.repeat(64), durationMs: this.#durationMs };
    await this.#append(tx, { actor: SYSTEM, type: 'recording.muxed', payload: muxed });
  }
}
