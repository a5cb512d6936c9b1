import type { KeyObject } from 'node:crypto';
import { AppError, type RecordingId, type RuleOutcome, type SessionEvent, type SessionId, type TimelineFinding } from '@guichet/protocol';
import type { FindingsOf } from '../replay/findings.ts';
import { OpenedValues } from '../replay/timeline/opened-values.ts';
import { tellFlow } from '../replay/timeline/flow-story.ts';
import { muxReportOf } from '../recordings/recording-views.ts';
import type { Core } from '../sessions/core.ts';
import { fromEventRow } from '../sessions/event-row.ts';
import { maskName } from '../sessions/views/masking.ts';
import { SearchTokens } from './search-tokens.ts';
import { tokensOf, writtenWords } from './search-words.ts';

/** After these a session is found by other words or stands under another heading. */
const CONCERNS: ReadonlySet<string> = new Set([
  'session.opened',
  'session.ended',
  'call.started',
  'call.ended',
  'chat.sent',
  'flow.finished',
  'recording.muxed',
  'recording.failed',
  'wrap_up.saved',
  'inspection.completed',
]);
const QUIET_TYPES = ['quality.sampled', 'recording.chunk_closed', 'track.settings_applied'];
const WORST: readonly RuleOutcome[] = ['fail', 'warn', 'not_evaluated', 'pass'];

/** Where a session's masked name is sealed to. */
export const searchNamePlace = (sessionId: string): string => `search-entry:${sessionId}:name`;

/** Keeps what sessions are searched by: one row each, a projection that can be made again from the log at any time. */
export class SearchIndex {
  readonly tokens: SearchTokens;
  readonly #core: Core;
  readonly #findingsOf: FindingsOf;

  constructor(core: Core, dataKey: KeyObject, findingsOf: FindingsOf) {
    this.#core = core;
    this.#findingsOf = findingsOf;
    this.tokens = new SearchTokens(dataKey);
  }

  concerns({ type }: SessionEvent): boolean {
    return CONCERNS.has(type);
  }

  /** Sessions that are not in it as they stand: from before there was an index, or of a counter that was stopped. */
  async missing(limit: number): Promise<SessionId[]> {
    const rows = await this.#core.database.read(
      (prisma) => prisma.$queryRaw<{ id: SessionId }[]>`
        select s."id" from "Session" s left join "SearchEntry" e on e."sessionId" = s."id"
        where e."sessionId" is null order by s."openedAt" desc limit ${limit}`,
    );
    return rows.map(({ id }) => id);
  }

  /** Brings the session's row up to date. What was erased meanwhile is no longer found. */
  async index(sessionId: SessionId): Promise<void> {
    const core = this.#core;
    const entry = await core.database.read(async (prisma) => {
      const session = await prisma.session.findUnique({
        where: { id: sessionId },
        include: { serviceType: true, flowRun: true, recordings: { orderBy: { startedAt: 'desc' }, take: 1 } },
      });
      if (session === null) throw new AppError('not_found');
      const [eventRows, values, agent] = await Promise.all([
        prisma.sessionEvent.findMany({ where: { sessionId, type: { notIn: QUIET_TYPES } }, orderBy: { seq: 'asc' } }),
        OpenedValues.open(core, prisma, sessionId),
        session.agentId === null ? null : prisma.staff.findUnique({ where: { id: session.agentId } }),
      ]);
      const events = eventRows.map(fromEventRow);
      const story = await tellFlow(core, prisma, events, values);
      const [recording] = session.recordings;
      const report = recording === undefined ? null : muxReportOf(recording);
      const findings = recording === undefined ? null : await this.#findingsOf(prisma, recording.id as RecordingId);
      const flow = session.flowRun;
      const definition = flow === null ? null : (await core.flows.definitions.compiled(prisma, flow.key, flow.version)).definition;
      const { serviceType } = session;
      const open = [
        session.number,
        session.reference ?? '',
        serviceType.titleZh,
        serviceType.titleEn,
        definition?.title['zh-CN'] ?? '',
        definition?.title.en ?? '',
        agent?.displayName ?? '',
        agent?.displayNameEn ?? '',
        agent?.staffNumber ?? '',
      ];
      const name = values.customer.get('name');
      return {
        indexedSeq: session.lastSeq,
        sessionNumber: session.number,
        recordingId: recording?.id ?? null,
        recordingStatus: recording?.status ?? null,
        openedAt: session.openedAt,
        status: session.status,
        endReason: session.endReason,
        serviceTypeId: session.serviceTypeId,
        agentId: session.agentId,
        flowKey: flow?.key ?? null,
        flowVersion: flow?.version ?? null,
        product: definition?.product ?? null,
        outcome: flow?.outcome ?? null,
        durationMs: recording?.durationMs ?? null,
        gapCount: report?.gaps.length ?? 0,
        rules: troubling(findings),
        inspection: worst(findings),
        tokens: tokensOf(this.tokens, open, writtenWords(events, story, values), values),
        customerName: name === undefined ? null : core.vault.sealAt(searchNamePlace(sessionId), maskName(name)),
      };
    });
    await core.database.transaction(async (tx) => {
      await tx.searchEntry.upsert({ where: { sessionId }, create: { sessionId, ...entry }, update: entry });
    });
  }
}

const troubling = (findings: readonly TimelineFinding[] | null): string[] => [
  ...new Set((findings ?? []).filter(({ result }) => result === 'fail' || result === 'warn').map(({ ruleId }) => ruleId)),
];

const worst = (findings: readonly TimelineFinding[] | null): RuleOutcome | null =>
  WORST.find((outcome) => findings?.some(({ result }) => result === outcome)) ?? null;
