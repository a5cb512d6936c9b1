import { hashOf } from '@guichet/evidence';
import { AppError, type StaffId } from '@guichet/protocol';
import { type RulePack, rulesInForce } from '@guichet/rules';
import {
  type CompiledFlow,
  type FlowDefinition,
  type FlowProof,
  parseDefinition,
  type Problem,
  proveFlow,
  unproved,
} from '@guichet/workflow';
import type { AuditAction, AuditTrail } from '../audit/audit-trail.ts';
import { AuditAction as Action } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { FlowVersion } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { FlowDefinitions } from './flow-definitions.ts';

interface FlowVersionsOptions {
  readonly database: Database;
  readonly definitions: FlowDefinitions;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  /** Those that recordings are inspected with: a flow is proved against the same. */
  readonly packs: readonly RulePack[];
}

/** How flows come to be: drafted, submitted, put in force by a second person, retired. A version that was published never changes. */
export class FlowVersions {
  readonly #options: FlowVersionsOptions;

  constructor(options: FlowVersionsOptions) {
    this.#options = options;
  }

  async check(raw: unknown): Promise<readonly Problem[]> {
    const result = await this.#options.database.read((prisma) => this.#options.definitions.check(prisma, raw));
    return result.ok ? [] : result.problems;
  }

  /** What the rules in force today say of all its paths; no proof of a definition that has problems. */
  async prove(raw: unknown): Promise<{ readonly problems: readonly Problem[]; readonly proof: FlowProof | null }> {
    const result = await this.#options.database.read((prisma) => this.#options.definitions.check(prisma, raw));
    return result.ok ? { problems: [], proof: this.#proofOf(result.flow) } : { problems: result.problems, proof: null };
  }

  /**
   * Saves the flow's one draft. It may have problems, but not of the kind that makes it unreadable: throws `bad_request` for those, and for a
   * definition that says another key.
   */
  async saveDraft(
    author: StaffId,
    key: string,
    raw: unknown,
  ): Promise<{ readonly row: FlowVersion; readonly problems: readonly Problem[] }> {
    const parsed = parseDefinition(raw);
    if (!parsed.ok) throw refused(parsed.problems);
    const { definition } = parsed;
    if (definition.key !== key) throw new AppError('bad_request');
    const problems = await this.check(definition);
    const { database, clock, audit } = this.#options;
    const row = await database.transaction(async (tx) => {
      await this.#lockFlow(tx, key);
      const at = new Date(clock());
      const facts = { definition: jsonColumn(definition), hash: hashOf(definition), authorId: author, changedAt: at };
      const latest = await tx.flowVersion.findFirst({ where: { key }, orderBy: { version: 'desc' } });
      const saved =
        latest !== null && latest.publishedAt === null
          ? await tx.flowVersion.update({
              where: { key_version: { key, version: latest.version } },
              data: { ...facts, status: 'draft', approverId: null },
            })
          : await tx.flowVersion.create({
              data: { key, version: (latest?.version ?? 0) + 1, status: 'draft', createdAt: at, ...facts },
            });
      await audit.record(tx, entry(Action.flowDrafted, author, saved));
      return saved;
    });
    return { row, problems };
  }

  /** Throws `wrong_state` for what is no draft, `bad_request` for one with problems, `flow_unproved` for one that breaks a rule or may. */
  async submit(staffId: StaffId, key: string, version: number): Promise<FlowVersion> {
    return this.#change(Action.flowSubmitted, staffId, { key, version }, async (tx, row) => {
      if (row.status !== 'draft') throw new AppError('wrong_state');
      await this.#requireSound(tx, row);
      return { status: 'in_review' };
    });
  }

  /** Throws `forbidden` to whoever wrote it: nobody publishes what no second person has seen. `wrong_state` before it was submitted, `flow_unproved`. */
  async publish(staffId: StaffId, key: string, version: number): Promise<FlowVersion> {
    return this.#change(Action.flowPublished, staffId, { key, version }, async (tx, row, at) => {
      if (row.status !== 'in_review') throw new AppError('wrong_state');
      if (row.authorId === staffId) throw new AppError('forbidden');
      await this.#requireSound(tx, row);
      return { status: 'published', approverId: staffId, publishedAt: at };
    });
  }

  /** Throws `wrong_state` for what is not published, and for the last version in force of a flow that a service runs. */
  async retire(staffId: StaffId, key: string, version: number): Promise<FlowVersion> {
    return this.#change(Action.flowRetired, staffId, { key, version }, async (tx, row, at) => {
      if (row.status !== 'published') throw new AppError('wrong_state');
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
    await this.#lockFlow(tx, key, false);
    if ((await this.#options.definitions.inForce(tx, key)) === null) throw new AppError('wrong_state');
  }

  /** Puts a flow that came with the product in force, unless the same is or was in force already. */
  async install(tx: Tx, definition: FlowDefinition): Promise<void> {
    const { key } = definition;
    await this.#lockFlow(tx, key);
    const hash = hashOf(definition);
    if ((await tx.flowVersion.count({ where: { key, hash } })) > 0) return;
    const latest = await tx.flowVersion.findFirst({ where: { key }, orderBy: { version: 'desc' }, select: { version: true } });
    const at = new Date(this.#options.clock());
    const version = (latest?.version ?? 0) + 1;
    const result = await this.#options.definitions.check(tx, definition, version);
    if (!result.ok)
      throw new AppError('internal', { cause: new Error(`${key}: ${result.problems.map(({ message }) => message.en).join('; ')}`) });
    await tx.flowVersion.create({
      data: { key, version, status: 'published', definition: jsonColumn(definition), hash, createdAt: at, changedAt: at, publishedAt: at },
    });
  }

  async #change(
    action: AuditAction,
    staffId: StaffId,
    { key, version }: { readonly key: string; readonly version: number },
    decide: (tx: Tx, row: FlowVersion, at: Date) => Promise<Partial<FlowVersion>>,
  ): Promise<FlowVersion> {
    const { database, clock, audit } = this.#options;
    return database.transaction(async (tx) => {
      await this.#lockFlow(tx, key, false);
      const row = await tx.flowVersion.findUnique({ where: { key_version: { key, version } } });
      if (row === null) throw new AppError('not_found');
      const { status, approverId, publishedAt, retiredAt } = { ...row, ...(await decide(tx, row, new Date(clock()))) };
      const changed = await tx.flowVersion.update({
        where: { key_version: { key, version } },
        data: { status, approverId, publishedAt, retiredAt },
      });
      await audit.record(tx, entry(action, staffId, changed));
      return changed;
    });
  }

  /** Whoever changes versions of a flow is alone with it. Throws `not_found` unless it may be made. */
  async #lockFlow(tx: Tx, key: string, make = true): Promise<void> {
    if (make) await tx.flow.createMany({ data: { key, createdAt: new Date(this.#options.clock()) }, skipDuplicates: true });
    const rows = await tx.$queryRaw<unknown[]>`select 1 from "Flow" where "key" = ${key} for update`;
    if (rows.length === 0) throw new AppError('not_found');
  }

  async #requireSound(tx: Tx, row: FlowVersion): Promise<void> {
    const result = await this.#options.definitions.check(tx, row.definition, row.version);
    if (!result.ok) throw refused(result.problems);
    const proof = this.#proofOf(result.flow);
    if (!proof.proved) throw refusedByRules(proof);
  }

  #proofOf(flow: CompiledFlow): FlowProof {
    const { packs, clock } = this.#options;
    return proveFlow(flow, rulesInForce(packs, clock()));
  }
}

const refused = (problems: readonly Problem[]): AppError =>
  new AppError('bad_request', {
    issues: problems.slice(0, 20).map(({ code, nodeId }) => ({ path: (nodeId ?? '').slice(0, 100), message: code })),
  });

const refusedByRules = (proof: FlowProof): AppError =>
  new AppError('flow_unproved', {
    issues: unproved(proof)
      .slice(0, 20)
      .map(({ ruleId, path }) => ({ path: (path.at(-1)?.node ?? '').slice(0, 100), message: ruleId })),
  });

const entry = (action: AuditAction, staffId: StaffId, { key, version, hash }: FlowVersion) => ({
  action,
  staffId,
  object: `${key}@${version}`,
  detail: { hash },
});
