import { setTimeout } from 'node:timers/promises';
import { AppError, Language, newId, type RoomPass, type SessionEvent, type SessionId, VoiceName } from '@guichet/protocol';
import { effectContracts } from '@guichet/workflow';
import type { CallPasses } from '../../calls/call-passes.ts';
import { afterCommit, type Tx } from '../../database/database.ts';
import type { Core } from '../../sessions/core.ts';
import type { SessionRow } from '../../sessions/session-row.ts';
import type { EffectAnswer, EffectRequest, FlowServices } from '../flow-services.ts';
import { VirtualAgentProcess } from './virtual-agent-process.ts';

const RESTART_AFTER_MS = 500;
/** One that ends again and again is not started at every turn of the clock. */
const RESTART_LATEST_AFTER_MS = 10_000;
const PASS_WITHIN_MS = 15_000;
/** Longer than the longest line and two ways back into its call; the process keeps closer deadlines, as it knows how long each line takes. */
const SPEAK_WITHIN_MS = 15 * 60_000;
/** Whether a held step goes on. */
const LOOK_AGAIN_AFTER_MS = 300;

/** What opening a call needs to know of virtual agents. */
export interface VirtualAgentCalls {
  readonly available: boolean;
}

interface Sitting {
  readonly process: VirtualAgentProcess;
  /** Rejects when it could not join. */
  readonly joined: Promise<void>;
}

/** The virtual agents of this counter: a process for each call that one was let into, from then until the call ends. */
export class VirtualAgents implements VirtualAgentCalls {
  readonly #core: Core;
  readonly #passes: CallPasses;
  readonly #command: readonly string[] | null;
  readonly #sittings = new Map<SessionId, Sitting>();
  /** Those that are to be in a call, and how often each ended since it was last in it. */
  readonly #wanted = new Map<SessionId, number>();
  #closed = false;

  constructor(core: Core, passes: CallPasses, command: readonly string[] | null) {
    this.#core = core;
    this.#passes = passes;
    this.#command = command;
    core.log.onAppended((tx, event) => this.#follow(tx, event));
  }

  get available(): boolean {
    return this.#command !== null;
  }

  /** Those whose processes ended with the counter before come back to their calls. */
  async start(): Promise<void> {
    if (!this.available) return;
    const calls = await this.#core.database.read((prisma) =>
      prisma.call.findMany({
        where: { status: 'live', participants: { some: { role: 'virtual_agent', dismissedAt: null } } },
        select: { sessionId: true },
      }),
    );
    for (const { sessionId } of calls) this.#want(sessionId as SessionId);
  }

  close(): void {
    this.#closed = true;
    for (const sessionId of [...this.#wanted.keys()]) this.#leave(sessionId);
  }

  /** The process in the session's call, once it has joined. Throws `unavailable` while it has not. */
  async inCall(sessionId: SessionId): Promise<VirtualAgentProcess> {
    const sitting = this.#sittings.get(sessionId);
    if (sitting === undefined) throw new AppError('unavailable');
    await sitting.joined;
    return sitting.process;
  }

  #follow(tx: Tx, event: SessionEvent): Promise<void> {
    const { sessionId } = event;
    if (event.type === 'call.participant_admitted' && event.payload.role === 'virtual_agent') afterCommit(tx, () => this.#want(sessionId));
    if (event.type === 'call.ended' || event.type === 'session.ended') afterCommit(tx, () => this.#leave(sessionId));
    return Promise.resolve();
  }

  #want(sessionId: SessionId): void {
    if (this.#closed || this.#command === null || this.#sittings.has(sessionId)) return;
    if (!this.#wanted.has(sessionId)) this.#wanted.set(sessionId, 0);
    const { logger } = this.#core;
    const process = new VirtualAgentProcess({
      command: this.#command,
      logger,
      getPass: (pageKey) => this.#passFor(sessionId, pageKey),
      onEnded: () => this.#ended(sessionId),
    });
    const joined = this.#join(sessionId, process);
    this.#sittings.set(sessionId, { process, joined });
    joined.catch((error: unknown) => {
      logger.warn({ sessionId, code: AppError.from(error).code, err: error }, 'a virtual agent could not join its call');
      process.stop();
    });
  }

  async #join(sessionId: SessionId, process: VirtualAgentProcess): Promise<void> {
    const pass = await this.#passFor(sessionId, await process.ready());
    await process.join({ type: 'join', pass, language: await this.languageOf(sessionId) });
    if (this.#wanted.has(sessionId)) this.#wanted.set(sessionId, 0);
  }

  #passFor(sessionId: SessionId, pageKey: string): Promise<RoomPass> {
    return this.#passes.forVirtualAgent(sessionId, pageKey, AbortSignal.timeout(PASS_WITHIN_MS));
  }

  async languageOf(sessionId: SessionId): Promise<Language> {
    const { language } = await this.#core.database.read((prisma) =>
      prisma.session.findUniqueOrThrow({ where: { id: sessionId }, select: { language: true } }),
    );
    return Language.parse(language);
  }

  #ended(sessionId: SessionId): void {
    this.#sittings.delete(sessionId);
    const endings = this.#wanted.get(sessionId);
    if (endings === undefined || this.#closed) return;
    // Something went wrong with it: as long as its call goes on it comes back.
    this.#wanted.set(sessionId, endings + 1);
    const pauseMs = Math.min(RESTART_LATEST_AFTER_MS, RESTART_AFTER_MS * 2 ** endings);
    void setTimeout(pauseMs, undefined, { ref: false }).then(() => {
      if (this.#wanted.has(sessionId)) this.#want(sessionId);
    });
  }

  #leave(sessionId: SessionId): void {
    this.#wanted.delete(sessionId);
    this.#sittings.get(sessionId)?.process.stop();
  }
}

/** Opens a call that no agent accepted; the virtual agent is let in together with the customer when its room is open. */
export async function openForVirtualAgent(core: Core, tx: Tx, session: SessionRow, agents: VirtualAgentCalls): Promise<EffectAnswer> {
  if (!agents.available) return { ok: false, code: 'not_available' };
  const open = await tx.call.findFirst({ where: { sessionId: session.id, status: { in: ['opening', 'live'] } } });
  if (open !== null) {
    const confirmed = await tx.recording.count({ where: { callId: open.id, status: 'recording' } });
    return { ok: true, live: open.status === 'live', recording: confirmed > 0 };
  }
  if (session.status !== 'ready' || session.agentId !== null) return { ok: false, code: 'wrong_state' };
  const startedAt = new Date(core.clock());
  // The sweep opens its room, as it does for a call that an agent accepted just before the counter ended.
  await tx.call.create({
    data: {
      id: newId('cal'),
      sessionId: session.id,
      recordingId: newId('rec'),
      status: 'opening',
      startedAt,
      mediaVersion: 1,
      mediaPending: true,
    },
  });
  return { ok: true, live: false, recording: false };
}

/** What holds the step that asked; null once it was left. */
async function holdsOf(core: Core, { flowRunId, nodeRunId }: EffectRequest): Promise<readonly string[] | null> {
  const run = await core.database.read((prisma) => core.flows.stored(prisma, flowRunId));
  return run?.state.open[nodeRunId]?.held ?? null;
}

/** Resolves once the step that asked is not held: true; or was left: false. Throws `unavailable` when that takes too long. */
async function goesOn(core: Core, request: EffectRequest, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const holds = await holdsOf(core, request);
    if (holds === null || holds.length === 0) return holds !== null;
    await setTimeout(LOOK_AGAIN_AFTER_MS, undefined, { signal }).catch((cause: unknown) => {
      throw new AppError('unavailable', { cause });
    });
  }
}

/** What flows have said: by the virtual agent that is in the session's call, in the customer's language. */
export function registerSpeechServices(services: FlowServices, core: Core, agents: VirtualAgents): void {
  services.register('speech.speak', {
    where: 'outside',
    withinMs: SPEAK_WITHIN_MS,
    run: async (request, signal) => {
      const { sessionId, idempotencyKey, payload } = request;
      if (!agents.available) return { ok: false, code: 'not_available' };
      const { ref, text, voice } = effectContracts['speech.speak'].payload.parse(payload);
      const named = VoiceName.nullable().safeParse(voice);
      if (!named.success) return { ok: false, code: 'voice_unknown' };
      const inCall = await core.database.read((prisma) =>
        prisma.call.count({
          where: { sessionId, status: 'live', participants: { some: { role: 'virtual_agent', dismissedAt: null } } },
        }),
      );
      if (inCall === 0) return { ok: false, code: 'wrong_state' };
      const language = await agents.languageOf(sessionId);
      // What ends while the step is held was said to nobody, or not on the record: it is said again when the step goes on.
      while (await goesOn(core, request, signal)) {
        const process = await agents.inCall(sessionId);
        const answer = await process.say({ type: 'say', ref: idempotencyKey, text: text[language], language, voice: named.data }, signal);
        if (answer.type !== 'spoken') return { ok: false, code: answer.code, retryable: answer.code === 'not_in_call' };
        if ((await holdsOf(core, request))?.length === 0) return { ok: true, ref, durationMs: answer.durationMs };
      }
      return { ok: false, code: 'wrong_state' };
    },
  });
}
