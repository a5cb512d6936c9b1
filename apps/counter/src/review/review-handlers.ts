import { Readable } from 'node:stream';
import { AppError, type ApiClientId, type RouteName } from '@guichet/protocol';
import { chainedEntries, searchAudit, verifyAudit } from '../audit/audit-search.ts';
import { AuditedLooks } from '../audit/audited-looks.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { type HttpContext, type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import { latestInspection } from '../inspection/inspection-views.ts';
import type { Core } from '../sessions/core.ts';
import type { SessionOpening } from '../sessions/session-opening.ts';
import { nameIn } from '../staff/staff-view.ts';
import { figuresCsv, figuresPdf } from './exported-figures.ts';
import { type Period, recordingsOf, reviewFigures } from './figures.ts';
import { findingsBehind } from './finding-list.ts';
import { Rectifications } from './rectifications.ts';
import { hiddenFrom, withoutPeople } from './review-access.ts';
import { type ReviewReader, toRectificationView } from './review-views.ts';
import { Reviews } from './reviews.ts';
import { readSamplingRules, SamplingRules } from './sampling-rules.ts';

export type ReviewRouteName = Extract<
  RouteName,
  | `inspections.${string}`
  | `reviews.${string}`
  | `sampling.${string}`
  | `rectifications.${string}`
  | `audit.${string}`
  | `reviewTeams.${string}`
>;

interface Parts {
  readonly core: Core;
  readonly audit: AuditTrail;
  readonly opening: SessionOpening;
  /** Where browsers reach the counter, without a trailing slash. */
  readonly publicUrl: () => string;
}

/** Reviews, their figures, and the audit log. Who may know of what is asked anew at every request; each look is audited. */
export function reviewHandlers({ core, audit, opening, publicUrl }: Parts): HttpHandlers<ReviewRouteName> {
  const { database } = core;
  const reviews = new Reviews(core, audit);
  const rectifications = new Rectifications({ core, audit, opening });
  const sampling = new SamplingRules(core, audit);
  const looks = new AuditedLooks(audit, core.clock);
  const hidden = (context: HttpContext): Promise<readonly string[]> =>
    database.read((prisma) => hiddenFrom(prisma, staffIdOf(context), context.roles));

  return {
    'inspections.read': async ({ params: { recordingId } }, context) => {
      const { staffId } = readerOf(context);
      const unseen = await hidden(context);
      const inspection = await database.read(async (prisma) => {
        const mayKnow = await prisma.recording.count({ where: { id: recordingId, session: withoutPeople(unseen) } });
        if (mayKnow === 0) throw new AppError('not_found');
        return latestInspection(prisma, recordingId);
      });
      await looks.note({ action: 'inspection.viewed', staffId, object: recordingId, detail: {} });
      return { inspection };
    },
    'reviews.list': ({ query }, context) => reviews.list(readerOf(context), query),
    'reviews.read': async ({ params: { reviewId } }, context) => {
      const who = readerOf(context);
      const detail = await reviews.read(who, { id: reviewId });
      await looks.note({ action: 'review.viewed', staffId: who.staffId, object: reviewId, detail: {} });
      return detail;
    },
    'reviews.ofRecording': async ({ params: { recordingId } }, context) => {
      const who = readerOf(context);
      try {
        const detail = await reviews.read(who, { recordingId });
        await looks.note({ action: 'review.viewed', staffId: who.staffId, object: detail.review.reviewId, detail: {} });
        return { detail };
      } catch (error) {
        if (error instanceof AppError && error.code === 'not_found') return { detail: null };
        throw error;
      }
    },
    'reviews.take': ({ params }, context) => reviews.take(readerOf(context), params.reviewId),
    'reviews.release': ({ params }, context) => reviews.release(readerOf(context), params.reviewId),
    'reviews.open': async (_input, context) => ({ reviews: [...(await reviews.open(readerOf(context)))] }),
    'reviews.assignees': async ({ params }, context) => ({ staff: await reviews.assignees(readerOf(context), params.reviewId) }),
    'reviews.assign': async ({ params, body }, context) => {
      await reviews.assign(readerOf(context), params.reviewId, body.position, body.staffId);
      return {};
    },
    'reviews.decide': ({ params, body }, context) => reviews.decide(readerOf(context), params.reviewId, body),
    'reviews.rectify': ({ params, body }, context) => rectifications.request(readerOf(context), params.reviewId, body),
    'reviews.figures': async ({ query }, context) => {
      const { staffId, language } = readerOf(context);
      await looks.note({ action: 'review.figures_viewed', staffId, object: null, detail: narrowed(query) });
      return reviewFigures(core, query, await hidden(context), language);
    },
    'reviews.findings': async ({ query }, context) => {
      const { staffId, language } = readerOf(context);
      const unseen = await hidden(context);
      const findings = await database.read((prisma) => findingsBehind(prisma, query, unseen, language));
      await looks.note({
        action: 'review.findings_viewed',
        staffId,
        object: null,
        detail: { ...narrowed(query), ruleId: query.ruleId ?? null },
      });
      return { findings };
    },
    'reviews.export': async ({ query }, context) => {
      const { staffId, language } = readerOf(context);
      const taken = { name: context.staff?.displayName ?? '', at: core.clock() };
      await audit.recordAlone({
        action: 'review.exported',
        staffId,
        object: null,
        detail: { ...narrowed(query), format: query.format },
      });
      const unseen = await hidden(context);
      const bytes =
        query.format === 'pdf'
          ? Buffer.from(await figuresPdf(await reviewFigures(core, query, unseen, language), query, language, taken))
          : await database.read(async (prisma) => {
              const { rows } = await recordingsOf(prisma, query, unseen);
              const staff = await prisma.staff.findMany({ where: { id: { in: rows.flatMap(({ agentId }) => agentId ?? []) } } });
              return figuresCsv(rows, new Map(staff.map((row) => [row.id, nameIn(language, row)])), language, taken);
            });
      const { reply } = context.raw;
      await reply
        .header('content-type', query.format === 'pdf' ? 'application/pdf' : 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="reviews-${query.from}-${query.to}.${query.format}"`)
        .header('cache-control', 'private, no-store')
        .send(bytes);
    },
    'sampling.list': async () => ({ rules: await database.read(async (prisma) => [...(await readSamplingRules(prisma))]) }),
    'sampling.create': ({ body }, context) => sampling.create(staffIdOf(context), body),
    'sampling.edit': ({ params, body }, context) => sampling.edit(staffIdOf(context), params.samplingRuleId, body),
    'reviewTeams.assign': async ({ params, body: { team } }, context) => {
      const by = staffIdOf(context);
      await database.transaction(async (tx) => {
        const { count } = await tx.staff.updateMany({ where: { id: params.staffId }, data: { team } });
        if (count === 0) throw new AppError('not_found');
        await audit.record(tx, { action: 'team.assigned', staffId: by, object: params.staffId, detail: { team } });
      });
      return {};
    },
    'reviewTeams.list': async (_input, context) => {
      const { language } = readerOf(context);
      const staff = await database.read((prisma) => prisma.staff.findMany({ where: { active: true }, orderBy: { staffNumber: 'asc' } }));
      return { members: staff.map((row) => ({ staffId: row.id as never, name: nameIn(language, row), team: row.team })) };
    },
    'rectifications.list': async (_input, context) => ({
      rectifications: (await rectifications.list(requireBank(context))).map(toRectificationView),
    }),
    'rectifications.open': async ({ params }, context) => {
      const { secret, expiresAt, row } = await rectifications.open(requireBank(context), params.rectificationId);
      return { rectification: toRectificationView(row), entryUrl: `${publicUrl()}/#e=${secret}`, entryExpiresAt: expiresAt };
    },
    'audit.search': async ({ query }, context) => {
      const { staffId, language } = readerOf(context);
      const found = await database.read((prisma) => searchAudit(prisma, query, language));
      if (query.before === undefined)
        await looks.note({
          action: 'audit.searched',
          staffId,
          object: null,
          detail: { action: query.action ?? null, of: query.staffId ?? null, object: query.object ?? null },
        });
      return found;
    },
    'audit.verify': async (_input, context) => {
      const report = await verifyAudit(database);
      await audit.recordAlone({
        action: 'audit.verified',
        staffId: staffIdOf(context),
        object: null,
        detail: { ok: report.ok, entries: report.entries },
      });
      return report;
    },
    'audit.export': async (_input, context) => {
      await audit.recordAlone({ action: 'audit.exported', staffId: staffIdOf(context), object: null, detail: {} });
      const { reply } = context.raw;
      const lines = async function* () {
        for await (const record of chainedEntries(database)) yield `${JSON.stringify(record)}\n`;
      };
      await reply
        .header('content-type', 'application/x-ndjson')
        .header('content-disposition', 'attachment; filename="audit.jsonl"')
        .header('cache-control', 'private, no-store')
        .send(Readable.from(lines()));
    },
  };
}

/** What figures were asked for, as the audit log notes it. */
const narrowed = ({ from, to, serviceTypeId, agentId }: Period) => ({
  from,
  to,
  serviceTypeId: serviceTypeId ?? null,
  agentId: agentId ?? null,
});

function readerOf(context: HttpContext): ReviewReader {
  return { staffId: staffIdOf(context), language: context.staff?.language ?? 'zh-CN' };
}

function requireBank({ apiClientId }: HttpContext): ApiClientId {
  if (apiClientId === null) throw new AppError('unauthenticated');
  return apiClientId;
}
