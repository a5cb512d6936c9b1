import {
  AppError,
  type ConsentKind,
  LANGUAGES,
  LocalText,
  newId,
  type NoticeTexts,
  type NoticeView,
  ServiceTypeDetail,
  type ServiceTypeFacts,
  type ServiceTypeId,
  type SkillView,
  type StaffId,
} from '@guichet/protocol';
import { z } from 'zod';
import type { AuditAction, AuditTrail } from '../audit/audit-trail.ts';
import { afterCommit, type Tx } from '../database/database.ts';
import { isUniqueViolation } from '../database/database-errors.ts';
import type { ServiceType } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { FlowVersions } from '../flows/flow-versions.ts';
import { bankDay, readBank } from '../sessions/bank.ts';
import type { Core } from '../sessions/core.ts';
import { noticeHash, noticesInForce } from '../sessions/notices.ts';
import { hoursOf } from './opening-hours.ts';
import { allSkills } from './skills.ts';

const NOTICE_KIND: ConsentKind = 'recording';

interface ServiceAdministrationOptions {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly flows: FlowVersions;
}

/** What the bank offers over this counter, as administrators decide it. Sessions under way are not touched by any of it. */
export class ServiceAdministration {
  readonly #options: ServiceAdministrationOptions;

  constructor(options: ServiceAdministrationOptions) {
    this.#options = options;
  }

  async list(): Promise<{ serviceTypes: ServiceTypeDetail[]; skills: SkillView[] }> {
    return this.#options.core.database.read(async (prisma) => {
      const [services, skills] = await Promise.all([
        prisma.serviceType.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] }),
        allSkills(prisma),
      ]);
      return { serviceTypes: services.map(toDetail), skills };
    });
  }

  async skills(): Promise<SkillView[]> {
    return this.#options.core.database.read(allSkills);
  }

  /** Throws `ticket_prefix_taken`, `not_found` for an unknown flow, `wrong_state` for one of which nothing is in force. */
  async create(by: StaffId, facts: ServiceTypeFacts): Promise<ServiceTypeDetail> {
    const id = newId('svc');
    return this.#change(by, id, 'service_type.created', async (tx) => {
      await this.#options.flows.requireInForce(tx, facts.flow);
      return tx.serviceType.create({ data: { id, ...columnsOf(facts) } });
    });
  }

  /** Throws `not_found`, `ticket_prefix_taken`, and `wrong_state` for a flow of which nothing is in force. */
  async edit(by: StaffId, id: ServiceTypeId, facts: ServiceTypeFacts): Promise<ServiceTypeDetail> {
    return this.#change(by, id, 'service_type.edited', async (tx) => {
      const before = await lockService(tx, id);
      if (before.flowKey !== facts.flow) await this.#options.flows.requireInForce(tx, facts.flow);
      return tx.serviceType.update({ where: { id }, data: columnsOf(facts) });
    });
  }

  /** Throws `not_found`. */
  async retire(by: StaffId, id: ServiceTypeId): Promise<ServiceTypeDetail> {
    return this.#change(by, id, 'service_type.retired', async (tx) => {
      const { retiredAt } = await lockService(tx, id);
      return tx.serviceType.update({ where: { id }, data: { retiredAt: retiredAt ?? new Date(this.#options.core.clock()) } });
    });
  }

  /** Throws `not_found`. */
  async restore(by: StaffId, id: ServiceTypeId): Promise<ServiceTypeDetail> {
    return this.#change(by, id, 'service_type.restored', async (tx) => {
      await lockService(tx, id);
      return tx.serviceType.update({ where: { id }, data: { retiredAt: null } });
    });
  }

  /** The notice in force for a service, in every language. Throws `not_found`. */
  async notice(id: ServiceTypeId): Promise<{ own: boolean; notices: NoticeView[] }> {
    const { database, clock } = this.#options.core;
    return database.read(async (prisma) => {
      const service = await prisma.serviceType.findUnique({ where: { id } });
      if (service === null) throw new AppError('not_found');
      const notices = await Promise.all(LANGUAGES.map((language) => noticesInForce(prisma, id, language, clock())));
      return { own: service.ownNotice, notices: notices.flat().filter(({ kind }) => kind === NOTICE_KIND) };
    });
  }

  /**
   * A new version of the service's own notice, in force at once; `null`: the bank's notice again. Rows that customers may have been shown
   * stay as they are. Whoever has an older version before them is asked to read the new one. Throws `not_found`.
   */
  async setNotice(by: StaffId, id: ServiceTypeId, texts: NoticeTexts | null): Promise<ServiceTypeDetail> {
    return this.#change(by, id, 'service_type.notice_set', async (tx) => {
      const service = await lockService(tx, id);
      if (texts !== null) await this.#addNotice(tx, service, texts);
      return tx.serviceType.update({ where: { id }, data: { ownNotice: texts !== null } });
    });
  }

  /** The last name given stays. */
  async nameSkill(by: StaffId, skill: string, name: LocalText): Promise<SkillView> {
    const { core, audit } = this.#options;
    const names = { nameZh: name['zh-CN'], nameEn: name.en };
    await core.database.transaction(async (tx) => {
      await tx.skill.upsert({ where: { id: skill }, create: { id: skill, ...names }, update: names });
      await audit.record(tx, { action: 'skill.named', staffId: by, object: skill, detail: names });
    });
    return { skill, name };
  }

  async #addNotice(tx: Tx, service: ServiceType, texts: NoticeTexts): Promise<void> {
    const at = this.#options.core.clock();
    const day = bankDay(at, (await readBank(tx)).timeZone);
    const written = await tx.notice.count({ where: { serviceTypeId: service.id, language: 'zh-CN', textVersion: { startsWith: day } } });
    // Ends with the service's own id: versions are told apart over the whole bank, and prefixes change.
    const textVersion = `${day}.${written + 1}-${service.id.slice(-8)}`;
    await tx.notice.createMany({
      data: LANGUAGES.map((language) => {
        const text = {
          kind: NOTICE_KIND,
          textVersion,
          language,
          title: texts.title[language],
          summary: texts.summary[language],
          body: texts.body[language],
        };
        return { ...text, serviceTypeId: service.id, textHash: noticeHash(text), inForceFrom: new Date(at) };
      }),
    });
  }

  async #change(by: StaffId, id: string, action: AuditAction, work: (tx: Tx) => Promise<ServiceType>): Promise<ServiceTypeDetail> {
    const { core, audit } = this.#options;
    try {
      const row = await core.database.transaction(async (tx) => {
        const changed = await work(tx);
        await audit.record(tx, {
          action,
          staffId: by,
          object: id,
          detail: { ticketPrefix: changed.ticketPrefix, skill: changed.skill, flow: changed.flowKey, ownNotice: changed.ownNotice },
        });
        // Desks show its queue and name.
        afterCommit(tx, () => core.changes.queueChanged());
        return changed;
      });
      return toDetail(row);
    } catch (error) {
      // The prefix is the only thing of a service that must be its own.
      throw isUniqueViolation(error) ? new AppError('ticket_prefix_taken', { cause: error }) : error;
    }
  }
}

async function lockService(tx: Tx, id: string): Promise<ServiceType> {
  await tx.$queryRaw`select 1 from "ServiceType" where "id" = ${id} for update`;
  const row = await tx.serviceType.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found');
  return row;
}

const columnsOf = ({ title, summary, prepare, flow, hours, compositeLayout, ...same }: ServiceTypeFacts) => ({
  ...same,
  ...(compositeLayout === undefined ? {} : { compositeLayout }),
  titleZh: title['zh-CN'],
  titleEn: title.en,
  summaryZh: summary['zh-CN'],
  summaryEn: summary.en,
  prepare: jsonColumn(prepare),
  hours: jsonColumn(hours),
  flowKey: flow,
});

function toDetail(row: ServiceType): ServiceTypeDetail {
  return ServiceTypeDetail.parse({
    id: row.id,
    title: { 'zh-CN': row.titleZh, en: row.titleEn },
    summary: { 'zh-CN': row.summaryZh, en: row.summaryEn },
    expectedMinutes: row.expectedMinutes,
    prepare: z.array(LocalText).parse(row.prepare),
    skill: row.skill,
    flow: row.flowKey,
    anonymous: row.anonymous,
    ticketPrefix: row.ticketPrefix,
    position: row.position,
    hours: hoursOf(row),
    compositeLayout: row.compositeLayout,
    ownNotice: row.ownNotice,
    retiredAt: row.retiredAt?.getTime() ?? null,
  });
}
