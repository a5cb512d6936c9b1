import {
  AppError,
  newId,
  type OperationFacts,
  type OperationTrial,
  OperationView,
  type SecretChoice,
  type StaffId,
} from '@guichet/protocol';
import type { JsonObject } from '@guichet/workflow';
import type { AuditAction, AuditTrail } from '../audit/audit-trail.ts';
import type { Database, Tx } from '../database/database.ts';
import { isUniqueViolation } from '../database/database-errors.ts';
import type { FlowService as OperationRow } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import { askOperation, type OperationSettings } from './ask-operation.ts';

type Chosen = OperationFacts & { readonly secret: SecretChoice };

interface OperationAdministrationOptions {
  readonly database: Database;
  readonly audit: AuditTrail;
  readonly settings: OperationSettings;
}

/** What flows can call in the bank's systems, as administrators decide it, within what the operator allows. */
export class OperationAdministration {
  readonly #options: OperationAdministrationOptions;

  constructor(options: OperationAdministrationOptions) {
    this.#options = options;
  }

  async list(): Promise<{ operations: OperationView[]; hosts: string[] }> {
    const { database, settings } = this.#options;
    const rows = await database.read((prisma) => prisma.flowService.findMany({ orderBy: { name: 'asc' } }));
    return { operations: rows.map((row) => this.#toView(row)), hosts: [...settings.hosts] };
  }

  /** Throws `operation_name_taken`, `host_not_allowed`. */
  async create(by: StaffId, { name, ...chosen }: Chosen & { readonly name: string }): Promise<OperationView> {
    this.#requireAllowed(chosen);
    const { database, audit } = this.#options;
    try {
      return await database.transaction(async (tx) => {
        const row = await tx.flowService.create({ data: { name, ...columnsOf(chosen), secretName: secretOf(chosen.secret, null) } });
        await audit.record(tx, { action: 'operation.created', staffId: by, object: name, detail: addressOf(row) });
        return this.#toView(row);
      });
    } catch (error) {
      throw isUniqueViolation(error) ? new AppError('operation_name_taken', { cause: error }) : error;
    }
  }

  /** Throws `host_not_allowed`, and `bad_request` where the address is another and the secret was to stay. */
  async edit(by: StaffId, name: string, chosen: Chosen): Promise<OperationView> {
    this.#requireAllowed(chosen);
    return this.#change(by, name, 'operation.edited', (tx, row) => {
      // The secret was given for one address: at another one it could be read by whoever stands there.
      const moved = row.baseUrl !== chosen.baseUrl;
      if (moved && chosen.secret.kind === 'kept' && row.secretName !== null) throw new AppError('bad_request');
      const secretName = secretOf(chosen.secret, row.secretName);
      return tx.flowService.update({ where: { name }, data: { ...columnsOf(chosen), secretName } });
    });
  }

  async setActive(by: StaffId, name: string, active: boolean): Promise<OperationView> {
    const action = active ? 'operation.enabled' : 'operation.disabled';
    return this.#change(by, name, action, (tx) => tx.flowService.update({ where: { name }, data: { active } }));
  }

  /** Calls it once, for a person who waits; also while it is disabled, so that it can be tried before flows use it. */
  async test(by: StaffId, name: string, sample: JsonObject, signal: AbortSignal): Promise<OperationTrial> {
    const { database, audit, settings } = this.#options;
    const row = await database.read((prisma) => prisma.flowService.findUnique({ where: { name } }));
    if (row === null) throw new AppError('not_found');
    await audit.recordAlone({ action: 'operation.tested', staffId: by, object: name, detail: addressOf(row) });
    const startedAt = performance.now();
    const answer = await askOperation(row, settings, { body: sample, idempotencyKey: `test-${newId('msg')}`, signal });
    return {
      tookMs: Math.round(performance.now() - startedAt),
      outcome: answer.ok ? answer : { ok: false, code: answer.code, status: answer.status ?? null },
    };
  }

  async #change(
    by: StaffId,
    name: string,
    action: AuditAction,
    work: (tx: Tx, row: OperationRow) => Promise<OperationRow>,
  ): Promise<OperationView> {
    const { database, audit } = this.#options;
    return database.transaction(async (tx) => {
      await tx.$queryRaw`select 1 from "FlowService" where "name" = ${name} for update`;
      const found = await tx.flowService.findUnique({ where: { name } });
      if (found === null) throw new AppError('not_found');
      const changed = await work(tx, found);
      await audit.record(tx, { action, staffId: by, object: name, detail: addressOf(changed) });
      return this.#toView(changed);
    });
  }

  #requireAllowed({ baseUrl }: OperationFacts): void {
    if (!this.#isAllowed(baseUrl)) throw new AppError('host_not_allowed');
  }

  #isAllowed(baseUrl: string): boolean {
    return URL.canParse(baseUrl) && this.#options.settings.hosts.includes(new URL(baseUrl).host);
  }

  #toView({ titleZh, titleEn, secretName, ...row }: OperationRow): OperationView {
    return OperationView.parse({
      ...row,
      title: { 'zh-CN': titleZh, en: titleEn },
      hasSecret: secretName !== null,
      allowed: this.#isAllowed(row.baseUrl),
    });
  }
}

function columnsOf({ title, requestSchema, responseSchema, baseUrl, method, path, timeoutMs, maxAttempts }: Chosen) {
  return {
    titleZh: title['zh-CN'],
    titleEn: title.en,
    baseUrl,
    method,
    path,
    requestSchema: jsonColumn(requestSchema),
    responseSchema: jsonColumn(responseSchema),
    timeoutMs,
    maxAttempts,
  };
}

/** The name of the secret’s file after a choice. */
function secretOf(choice: SecretChoice, before: string | null): string | null {
  if (choice.kind === 'named') return choice.name;
  return choice.kind === 'kept' ? before : null;
}

/** What the audit trail says of an operation: where it leads, and whether a secret goes along; never which. */
const addressOf = ({ method, baseUrl, path, secretName }: OperationRow) => ({
  method,
  address: `${baseUrl}${path}`,
  hasSecret: secretName !== null,
});
