import { hashOf } from '@guichet/evidence';
import { AppError, type FlowRolloutPlan, type StaffId } from '@guichet/protocol';
import { type RulePack, rulesInForce } from '@guichet/rules';
import { type CompiledFlow, type FlowDefinition, type FlowProof, parseDefinition, type Problem, proveFlow } from '@guichet/workflow';
import type { AuditAction, AuditEntry, AuditTrail } from '../audit/audit-trail.ts';
import { AuditAction as Action } from '../audit/audit-trail.ts';
import { componentProblems } from '../bundles/installed-components.ts';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { FlowVersion } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { FlowDefinitions, VersionName } from './flow-definitions.ts';
import { type Editor, FlowLocks } from './flow-locks.ts';
import { refusedByProblems, refusedByRules } from './flow-refusals.ts';
import { FlowRollouts, planFacts } from './flow-rollouts.ts';
import { FlowScenarios, type PlayedScenarios } from './flow-scenarios.ts';
import { lockFlow } from './lock-flow.ts';
import { type RolloutRow, runningRollout } from './rollout-row.ts';

interface FlowVersionsOptions {
  readonly database: Database;
  readonly definitions: FlowDefinitions;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  /** Those that recordings are inspected with: a flow is proved against the same. */
  readonly packs: readonly RulePack[];
}

/** Somebody who goes on editing the same version is noted this often: pages save by themselves every few seconds. */
const DRAFTING_NOTED_EVERY_MS = 10 * 60_000;

export interface Draft {
  readonly editor: Editor;
  readonly key: string;
  readonly raw: unknown;
  /** Hash of the latest version that the page knows of; null for a flow that was never saved. */
  readonly baseHash: string | null;
}

interface ChangeOfVersion extends VersionName {
  readonly action: AuditAction;
  readonly staffId: StaffId;
  readonly reason?: string;
  readonly facts?: AuditEntry['detail'];
}

export interface Publication {
  /** Of the version that was looked at. */
  readonly hash: string;
  readonly reason: string;
  /** For some sessions first, or under a guard; null for all at once. */
  readonly rollout: FlowRolloutPlan | null;
}

interface Published {
  readonly row: FlowVersion;
  readonly rollout: RolloutRow | null;
}

/** How flows come to be: drafted, submitted, put in force by a second person, retired. A version that was published never changes. */
export class FlowVersions {
  readonly locks: FlowLocks;
  readonly rollouts: FlowRollouts;
  readonly scenarios: FlowScenarios;
  readonly #options: FlowVersionsOptions;

  constructor(options: FlowVersionsOptions) {
    this.#options = options;
    this.locks = new FlowLocks(options);
    this.rollouts = new FlowRollouts(options);
    this.scenarios = new FlowScenarios({ ...options, locks: this.locks });
  }

  async check(raw: unknown): Promise<readonly Problem[]> {
    return this.#options.database.read(async (prisma) => {
      const result = await this.#options.definitions.check(prisma, raw);
      return [...(result.ok ? [] : result.problems), ...(await componentProblems(prisma, raw))];
    });
  }

  /** What the rules in force today say of all its paths; no proof of a definition that has problems. */
  async prove(raw: unknown): Promise<{ readonly problems: readonly Problem[]; readonly proof: FlowProof | null }> {
    const result = await this.#options.database.read((prisma) => this.#options.definitions.check(prisma, raw));
    return result.ok ? { problems: [], proof: this.#proofOf(result.flow) } : { problems: result.problems, proof: null };
  }

  /**
   * Saves the flow's one draft. It may have problems, but not of the kind that makes it unreadable: throws `bad_request` for those, and for a
   * definition that says another key. Throws `flow_locked` unless the page holds the flow, `draft_changed` where the page did not begin from what
   * stands, `wrong_state` while the latest version is in review.
   */
  async saveDraft({ editor, key, raw, baseHash }: Draft): Promise<{ readonly row: FlowVersion; readonly problems: readonly Problem[] }> {
    const parsed = parseDefinition(raw);
    if (!parsed.ok) throw refusedByProblems(parsed.problems);
    const { definition } = parsed;
    if (definition.key !== key) throw new AppError('bad_request');
    const problems = await this.check(definition);
    const { database, clock } = this.#options;
    const hash = hashOf(definition);
    const row = await database.transaction(async (tx) => {
      const at = new Date(clock());
      await lockFlow(tx, key, at);
      await this.locks.requireHeld(tx, key, editor);
      const latest = await tx.flowVersion.findFirst({ where: { key }, orderBy: { version: 'desc' } });
      const draft = latest?.publishedAt === null ? latest : null;
      // The answer to an earlier save was lost: there it is.
      if (draft?.hash === hash) return draft;
      if ((latest?.hash ?? null) !== baseHash) throw new AppError('draft_changed');
      if (draft?.status === 'in_review') throw new AppError('wrong_state');
      const authorIds = [...new Set([...(draft?.authorIds ?? []), editor.staffId])];
      const facts = { definition: jsonColumn(definition), hash, authorId: editor.staffId, authorIds, changedAt: at };
      const status = problems.length === 0 ? 'validated' : 'draft';
      const saved =
        draft === null
          ? await tx.flowVersion.create({ data: { key, version: (latest?.version ?? 0) + 1, status, createdAt: at, ...facts } })
          : await tx.flowVersion.update({ where: { key_version: { key, version: draft.version } }, data: { ...facts, status } });
      await this.#noteDrafting(tx, editor.staffId, saved);
      return saved;
    });
    return { row, problems };
  }

  /**
   * Throws `wrong_state` for what is no draft, `draft_changed` for another one than was meant, `flow_locked` while somebody else edits it, `bad_request`
   * for one with problems, `flow_unproved` for one that breaks a rule or may, `scenario_failed`.
   */
  async submit(staffId: StaffId, name: VersionName, hash: string): Promise<FlowVersion> {
    const played = await this.#requirePassing(name, hash);
    return this.#change({ action: Action.flowSubmitted, staffId, ...name }, async (tx, row) => {
      if (row.status !== 'draft' && row.status !== 'validated') throw new AppError('wrong_state');
      if (row.hash !== hash) throw new AppError('draft_changed');
      await this.locks.requireNobodyElse(tx, name.key, staffId);
      await this.scenarios.requireSame(tx, name.key, played);
      await this.#requireSound(tx, row);
      await tx.flowLock.deleteMany({ where: { key: name.key } });
      return { status: 'in_review' };
    });
  }

  /** A draft again, to be changed; by whoever looked at it, or by whoever wrote it and thought better of it. Throws `wrong_state` for what is not in review. */
  async sendBack(staffId: StaffId, name: VersionName, reason: string): Promise<FlowVersion> {
    return this.#change({ action: Action.flowSentBack, staffId, reason, ...name }, async (_tx, row) => {
      if (row.status !== 'in_review') throw new AppError('wrong_state');
      return { status: 'draft' };
    });
  }

  /**
   * In force for all new sessions at once, or for those that the rollout takes. Throws `second_person` to everybody who wrote some of it: nobody publishes
   * what nobody else has seen. `wrong_state` before it was submitted and while another rollout runs, `draft_changed` for another one than was meant,
   * `bad_request` for a rollout of a first version, `flow_unproved`, `scenario_failed`.
   */
  async publish(staffId: StaffId, name: VersionName, { hash, reason, rollout: plan }: Publication): Promise<Published> {
    const played = await this.#requirePassing(name, hash);
    let rollout: RolloutRow | null = null;
    const row = await this.#change(
      { action: Action.flowPublished, staffId, reason, facts: plan === null ? {} : planFacts(plan), ...name },
      async (tx, row, at) => {
        if (row.status !== 'in_review') throw new AppError('wrong_state');
        if (row.hash !== hash) throw new AppError('draft_changed');
        if (row.authorIds.includes(staffId)) throw new AppError('second_person');
        if ((await runningRollout(tx, name.key)) !== null) throw new AppError('wrong_state');
        await this.scenarios.requireSame(tx, name.key, played);
        await this.#requireSound(tx, row);
        rollout = plan === null ? null : await this.rollouts.begin(tx, staffId, row, plan);
        return { status: 'published', approverId: staffId, publishedAt: at };
      },
    );
    return { row, rollout };
  }

  /** Throws `wrong_state` for what is not published, for what a rollout needs, and for the last version in force of a flow that a service runs. */
  async retire(staffId: StaffId, { key, version }: VersionName, reason: string): Promise<FlowVersion> {
    return this.#change({ action: Action.flowRetired, staffId, reason, key, version }, async (tx, row, at) => {
      if (row.status !== 'published') throw new AppError('wrong_state');
      const rollout = await runningRollout(tx, key);
      if (rollout !== null && (rollout.version === version || rollout.baseVersion === version)) throw new AppError('wrong_state');
      const [others, services] = await Promise.all([
        tx.flowVersion.count({ where: { key, status: 'published', version: { not: version } } }),
        tx.serviceType.count({ where: { flowKey: key } }),
      ]);
      if (others === 0 && services > 0) throw new AppError('wrong_state');
      return { status: 'retired', retiredAt: at };
    });
  }

  /** Throws `not_found`, and `wrong_state` for a flow of which nothing is in force. */
  async bind(staffId: StaffId, serviceTypeId: string, key: string): Promise<void> {
    const { database, audit } = this.#options;
    await database.transaction(async (tx) => {
      await this.requireInForce(tx, key);
      const { count } = await tx.serviceType.updateMany({ where: { id: serviceTypeId }, data: { flowKey: key } });
      if (count === 0) throw new AppError('not_found');
      await audit.record(tx, { action: Action.flowBound, staffId, object: serviceTypeId, detail: { key } });
    });
  }

  /** For a service that is to run it: it stays in force until the transaction ends. Throws `not_found`, `wrong_state`. */
  async requireInForce(tx: Tx, key: string): Promise<void> {
    await lockFlow(tx, key);
    if ((await this.#options.definitions.inForce(tx, key)) === null) throw new AppError('wrong_state');
  }

  /** Puts a flow that came with the product in force, unless the same is or was in force already, or the bank has made a version of its own. */
  async install(tx: Tx, definition: FlowDefinition): Promise<void> {
    const { key } = definition;
    const at = new Date(this.#options.clock());
    await lockFlow(tx, key, at);
    const hash = hashOf(definition);
    if ((await tx.flowVersion.count({ where: { key, OR: [{ hash }, { authorId: { not: null } }] } })) > 0) return;
    const latest = await tx.flowVersion.findFirst({ where: { key }, orderBy: { version: 'desc' }, select: { version: true } });
    const version = (latest?.version ?? 0) + 1;
    const result = await this.#options.definitions.check(tx, definition, version);
    if (!result.ok)
      throw new AppError('internal', { cause: new Error(`${key}: ${result.problems.map(({ message }) => message.en).join('; ')}`) });
    await tx.flowVersion.create({
      data: { key, version, status: 'published', definition: jsonColumn(definition), hash, createdAt: at, changedAt: at, publishedAt: at },
    });
  }

  /** What takes its time, before anything is locked. A version that does not stand as it is meant is found out afterwards. */
  async #requirePassing({ key, version }: VersionName, hash: string): Promise<PlayedScenarios> {
    const row = await this.#options.database.read((prisma) => prisma.flowVersion.findUnique({ where: { key_version: { key, version } } }));
    if (row === null) throw new AppError('not_found');
    if (row.hash !== hash) throw new AppError('draft_changed');
    return this.scenarios.requirePassing(row);
  }

  async #change(
    { action, staffId, key, version, reason, facts }: ChangeOfVersion,
    decide: (tx: Tx, row: FlowVersion, at: Date) => Promise<Partial<FlowVersion>>,
  ): Promise<FlowVersion> {
    const { database, clock, audit } = this.#options;
    return database.transaction(async (tx) => {
      await lockFlow(tx, key);
      const row = await tx.flowVersion.findUnique({ where: { key_version: { key, version } } });
      if (row === null) throw new AppError('not_found');
      const { status, approverId, publishedAt, retiredAt } = { ...row, ...(await decide(tx, row, new Date(clock()))) };
      const changed = await tx.flowVersion.update({
        where: { key_version: { key, version } },
        data: { status, approverId, publishedAt, retiredAt },
      });
      await audit.record(tx, entry(action, staffId, changed, { ...(reason === undefined ? {} : { reason }), ...facts }));
      return changed;
    });
  }

  /** Once for each stretch of editing, not once a save. */
  async #noteDrafting(tx: Tx, staffId: StaffId, saved: FlowVersion): Promise<void> {
    const { audit, clock } = this.#options;
    const drafting = entry(Action.flowDrafted, staffId, saved);
    const { action, object } = drafting;
    const since = new Date(clock() - DRAFTING_NOTED_EVERY_MS);
    const last = await tx.auditEvent.findFirst({ where: { action, object, at: { gt: since } }, orderBy: { id: 'desc' } });
    if (last?.staffId !== staffId) await audit.record(tx, drafting);
  }

  async #requireSound(tx: Tx, row: FlowVersion): Promise<void> {
    const result = await this.#options.definitions.check(tx, row.definition, row.version);
    if (!result.ok) throw refusedByProblems(result.problems);
    const foreign = await componentProblems(tx, row.definition);
    if (foreign.length > 0) throw refusedByProblems(foreign);
    const proof = this.#proofOf(result.flow);
    if (!proof.proved) throw refusedByRules(proof);
  }

  #proofOf(flow: CompiledFlow): FlowProof {
    const { packs, clock } = this.#options;
    return proveFlow(flow, rulesInForce(packs, clock()));
  }
}

const entry = (action: AuditAction, staffId: StaffId, { key, version, hash }: FlowVersion, facts: AuditEntry['detail'] = {}) => ({
  action,
  staffId,
  object: `${key}@${version}`,
  detail: { hash, ...facts },
});
