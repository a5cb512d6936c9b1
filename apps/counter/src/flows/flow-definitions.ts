import { AppError, type SessionEventPayload } from '@guichet/protocol';
import { type CompiledFlow, compileFlow, type CompileResult, nodeRegistry } from '@guichet/workflow';
import { z } from 'zod';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import { isTaken, type RolloutCandidate, shareOf } from './rollout-choice.ts';
import { runningRollout } from './rollout-row.ts';

type Reader = Tx | PrismaClient;

/** How many compiled flows are kept at hand; what is not is compiled again. */
const MAX_COMPILED = 200;
/** How many flows one can call, with those that they call in turn. */
const MAX_SUB_FLOWS = 50;

/** As much of a definition as says which others it runs inside. */
const Calling = z.object({ nodes: z.array(z.object({ type: z.string(), config: z.record(z.string(), z.unknown()).optional() })) });
const Called = z.object({ flow: z.string(), version: z.number().int() });

/** A version by its flow and number. */
export interface VersionName {
  readonly key: string;
  readonly version: number;
}

export interface VersionInForce extends VersionName {
  readonly hash: string;
}

/** What a session's run is pinned to; the rollout as the log states it. */
export interface ChosenVersion {
  readonly version: VersionInForce;
  readonly rollout: SessionEventPayload<'flow.started'>['rollout'] | null;
}

const NAMED = { key: true, version: true, hash: true } as const;

/** The flows as runs need them: which version is in force, and what a pinned version does. */
export class FlowDefinitions {
  readonly #compiled = new Map<string, CompiledFlow>();

  /** The version that new runs are pinned to, unless a rollout takes them: of those published and not retired, the one published last. */
  async inForce(reader: Reader, key: string): Promise<VersionInForce | null> {
    const rollout = await runningRollout(reader, key);
    return rollout === null ? this.#latest(reader, key) : this.#version(reader, key, rollout.baseVersion);
  }

  /** Which version a session's run is pinned to, and which rollout had a say in it. Null where nothing is in force. */
  async forSession(reader: Reader, key: string, session: RolloutCandidate): Promise<ChosenVersion | null> {
    const rollout = await runningRollout(reader, key);
    if (rollout === null) {
      const version = await this.#latest(reader, key);
      return version === null ? null : { version, rollout: null };
    }
    const { rolloutId, plan } = rollout;
    const taken = isTaken(rolloutId, plan, session);
    const version = await this.#version(reader, key, taken ? rollout.version : rollout.baseVersion);
    return { version, rollout: { rolloutId, taken, percent: plan.percent, share: shareOf(rolloutId, session.sessionId) } };
  }

  #latest(reader: Reader, key: string): Promise<VersionInForce | null> {
    return reader.flowVersion.findFirst({
      where: { key, status: 'published' },
      orderBy: [{ publishedAt: 'desc' }, { version: 'desc' }],
      select: NAMED,
    });
  }

  #version(reader: Reader, key: string, version: number): Promise<VersionInForce> {
    return reader.flowVersion.findUniqueOrThrow({ where: { key_version: { key, version } }, select: NAMED });
  }

  /** A version that was published at some time, compiled. Throws `not_found`, and `internal` for one that no longer compiles. */
  async compiled(reader: Reader, key: string, version: number): Promise<CompiledFlow> {
    const name = `${key}@${version}`;
    const kept = this.#compiled.get(name);
    if (kept !== undefined) return kept;
    const row = await reader.flowVersion.findUnique({ where: { key_version: { key, version } } });
    if (row === null) throw new AppError('not_found');
    const result = await this.check(reader, row.definition, version);
    if (!result.ok)
      throw new AppError('internal', { cause: new Error(`A flow that is run does not compile: ${result.problems[0]?.code}`) });
    // Published versions never change.
    if (row.publishedAt !== null) {
      if (this.#compiled.size >= MAX_COMPILED) this.#compiled.delete(this.#compiled.keys().next().value ?? '');
      this.#compiled.set(name, result.flow);
    }
    return result.flow;
  }

  /** Compiles parsed JSON of any origin, with the published flows that it calls. */
  async check(reader: Reader, raw: unknown, version?: number): Promise<CompileResult> {
    const subFlows = await this.subFlows(reader, raw);
    return compileFlow(raw, { registry: nodeRegistry, subFlows, ...(version === undefined ? {} : { version }) });
  }

  /** Flows that it calls, by `key@version`, and those that they call. What was never published is left out, so that the compiler names it. */
  async subFlows(reader: Reader, raw: unknown): Promise<ReadonlyMap<string, unknown>> {
    const found = new Map<string, unknown>();
    let wanted = callsOf(raw);
    while (wanted.length > 0 && found.size < MAX_SUB_FLOWS) {
      const rows = await reader.flowVersion.findMany({
        where: { OR: wanted.slice(0, MAX_SUB_FLOWS).map(({ flow, version }) => ({ key: flow, version })), publishedAt: { not: null } },
      });
      for (const row of rows) found.set(`${row.key}@${row.version}`, row.definition);
      wanted = rows.flatMap((row) => callsOf(row.definition)).filter(({ flow, version }) => !found.has(`${flow}@${version}`));
    }
    return found;
  }
}

function callsOf(raw: unknown): z.infer<typeof Called>[] {
  const calling = Calling.safeParse(raw);
  if (!calling.success) return [];
  return calling.data.nodes.flatMap((node) => {
    const called = node.type === 'sub-flow' ? Called.safeParse(node.config) : null;
    return called?.success === true ? [called.data] : [];
  });
}
