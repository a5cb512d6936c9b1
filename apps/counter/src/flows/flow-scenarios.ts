import { hashOf } from '@guichet/evidence';
import { AppError, type FlowScenarioId, type FlowScenarioView, type Language } from '@guichet/protocol';
import { Scenario } from '@guichet/workflow';
import { AuditAction, type AuditTrail } from '../audit/audit-trail.ts';
import { KeyedSerial } from '../calls/keyed-serial.ts';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { FlowScenario, FlowVersion, PrismaClient } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import { peopleOf } from '../staff/staff-names.ts';
import type { FlowDefinitions } from './flow-definitions.ts';
import type { Editor, FlowLocks } from './flow-locks.ts';
import { lockFlow } from './lock-flow.ts';
import { playScenarios } from './play-scenarios.ts';

/** As many as can be played while somebody waits. */
const MAX_SCENARIOS = 50;
const MAX_NAMED = 20;

interface FlowScenariosOptions {
  readonly database: Database;
  readonly definitions: FlowDefinitions;
  readonly locks: FlowLocks;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

interface SavedScenario {
  readonly scenarioId: FlowScenarioId;
  readonly title: string;
  readonly raw: unknown;
}

/** Which scenarios a flow had when they were played. */
export type PlayedScenarios = string;

/** Stories that a flow is run against before it goes into review or into force. */
export class FlowScenarios {
  readonly #options: FlowScenariosOptions;
  /** Designers wait for one another, so that calls and everybody else need not. */
  readonly #players = new KeyedSerial();

  constructor(options: FlowScenariosOptions) {
    this.#options = options;
  }

  async list(key: string, language: Language): Promise<FlowScenarioView[]> {
    return this.#options.database.read(async (prisma) => scenarioViews(prisma, await read(prisma, key), language));
  }

  /** Throws `flow_locked` unless the page holds the flow, and `bad_request` for what is no scenario, or one too many. */
  async save(key: string, editor: Editor, { scenarioId, title, raw }: SavedScenario, language: Language): Promise<FlowScenarioView> {
    const parsed = Scenario.safeParse(raw);
    if (!parsed.success) {
      const issues = parsed.error.issues.slice(0, MAX_NAMED).map(({ path, message }) => ({ path: path.join('.').slice(0, 100), message }));
      throw new AppError('bad_request', { issues });
    }
    const { database, locks, clock } = this.#options;
    return database.transaction(async (tx) => {
      await lockFlow(tx, key);
      await locks.requireHeld(tx, key, editor);
      const found = await tx.flowScenario.findUnique({ where: { id: scenarioId } });
      if (found !== null && found.key !== key) throw new AppError('not_found');
      if (found === null && (await tx.flowScenario.count({ where: { key } })) >= MAX_SCENARIOS) throw new AppError('bad_request');
      const facts = { title, scenario: jsonColumn(parsed.data), changedAt: new Date(clock()), changedById: editor.staffId };
      const row = await tx.flowScenario.upsert({ where: { id: scenarioId }, create: { id: scenarioId, key, ...facts }, update: facts });
      await this.#note(tx, AuditAction.flowScenarioSaved, editor, row);
      const [view] = await scenarioViews(tx, [row], language);
      return view as FlowScenarioView;
    });
  }

  /** Throws `flow_locked` unless the page holds the flow, and `not_found`. */
  async remove(key: string, editor: Editor, scenarioId: FlowScenarioId): Promise<void> {
    const { database, locks } = this.#options;
    await database.transaction(async (tx) => {
      await lockFlow(tx, key);
      await locks.requireHeld(tx, key, editor);
      const found = await tx.flowScenario.findUnique({ where: { id: scenarioId } });
      if (found === null || found.key !== key) throw new AppError('not_found');
      await tx.flowScenario.delete({ where: { id: scenarioId } });
      await this.#note(tx, AuditAction.flowScenarioRemoved, editor, found);
    });
  }

  /**
   * Runs a version against all scenarios of its flow, outside of any transaction. Throws `scenario_failed` with the titles of those that do not go as
   * they should. What it returns is for `requireSame`.
   */
  async requirePassing({ key, version, definition }: Pick<FlowVersion, 'key' | 'version' | 'definition'>): Promise<PlayedScenarios> {
    const { database, definitions } = this.#options;
    const [rows, subFlows] = await database.read(async (prisma) => [
      await read(prisma, key),
      await definitions.subFlows(prisma, definition),
    ]);
    if (rows.length > 0) {
      const scenarios = rows.map(({ scenario }) => scenario);
      const order = { definition, version, subFlows: [...subFlows], scenarios };
      const played = await this.#players.run('one at a time', () => playScenarios(order));
      const issues = rows.flatMap(({ title }, index) =>
        played[index] == null ? [] : [{ path: title, message: played[index].slice(0, 200) }],
      );
      if (issues.length > 0) throw new AppError('scenario_failed', { issues: issues.slice(0, MAX_NAMED) });
    }
    return signatureOf(rows);
  }

  /** Throws `draft_changed` where scenarios were saved or removed since they were played; the flow is locked. */
  async requireSame(tx: Tx, key: string, played: PlayedScenarios): Promise<void> {
    if (signatureOf(await read(tx, key)) !== played) throw new AppError('draft_changed');
  }

  #note(tx: Tx, action: AuditAction, { staffId }: Editor, { key, id, title }: FlowScenario): Promise<void> {
    return this.#options.audit.record(tx, { action, staffId, object: key, detail: { scenarioId: id, title } });
  }
}

const read = (reader: Tx | PrismaClient, key: string): Promise<FlowScenario[]> =>
  reader.flowScenario.findMany({ where: { key }, orderBy: [{ title: 'asc' }, { id: 'asc' }] });

const signatureOf = (rows: readonly FlowScenario[]): PlayedScenarios =>
  hashOf(rows.map(({ id, changedAt }) => ({ id, changedAt: changedAt.getTime() })));

async function scenarioViews(reader: Tx | PrismaClient, rows: readonly FlowScenario[], language: Language): Promise<FlowScenarioView[]> {
  const personOf = await peopleOf(
    reader,
    rows.map(({ changedById }) => changedById),
    language,
  );
  return rows.map((row) => ({
    scenarioId: row.id as FlowScenarioId,
    title: row.title,
    scenario: row.scenario as FlowScenarioView['scenario'],
    changedAt: row.changedAt.getTime(),
    changedBy: personOf(row.changedById),
  }));
}
