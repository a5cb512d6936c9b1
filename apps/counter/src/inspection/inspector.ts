import { hashOf } from '@guichet/evidence';
import { AppError, DocumentId, Language, newId, type InspectionId, type RecordingId, type SessionId } from '@guichet/protocol';
import { evaluatePack, type RecordingFacts, type RulePack, type RuleResult, shippedRetentionPolicies } from '@guichet/rules';
import { watchThresholds, type WatchThresholds } from '@guichet/rules/watch';
import type { CompiledFlow } from '@guichet/workflow';
import type { Tx } from '../database/database.ts';
import type { PrismaClient, Recording } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { SessionDocuments } from '../documents/session-documents.ts';
import { type SealVerdict, verifySeal } from '../documents/verify-seal.ts';
import type { IdentityChecks } from '../identity/identity-checks.ts';
import { muxReportOf } from '../recordings/recording-views.ts';
import { policiesOf } from '../retention/policies-of.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';
import { notedAnswers } from './answer-facts.ts';
import { customerAge } from './customer-age.ts';
import { engineHints } from './engine-hints.ts';
import { areFilesAway, type LookOrder, type RecordingLooks } from './look/recording-looks.ts';
import type { TrackLook } from './look/track-look.ts';
import { readLines, saidLines } from './line-facts.ts';
import type { LineListener } from './listen/line-listener.ts';
import type { PromptFinder } from './look/prompt-finder.ts';
import { type FactSource, recordingFacts } from './recording-facts.ts';
import { placeFrom, stepRuns } from './run-story.ts';

/** What else goes along with an inspection, in its transaction: it is drawn for review there. */
export type AfterInspection = (tx: Tx, inspected: Inspected) => Promise<void>;

export interface Inspected {
  readonly inspectionId: InspectionId;
  readonly sessionId: SessionId;
  readonly recordingId: RecordingId;
  readonly facts: RecordingFacts;
  readonly results: readonly RuleResult[];
}

interface InspectorParts {
  readonly core: Core;
  readonly documents: SessionDocuments;
  readonly packs: readonly RulePack[];
  /** Null: nobody looks at pictures and sound here. */
  readonly looks: RecordingLooks | null;
  /** Null: what engines said is not asked for. */
  readonly identity: IdentityChecks | null;
  /** Null: what the virtual agent said is not looked for. */
  readonly prompts: PromptFinder | null;
  /** Null: nobody here knows what was said. */
  readonly listener: LineListener | null;
}

/** One attempt. */
export interface InspectionRun {
  readonly retryCount: number;
  readonly signal: AbortSignal;
}
type Listened = Pick<FactSource, 'words' | 'answersHeard' | 'prompts'>;
const NOT_LISTENED: Listened = { words: new Map(), answersHeard: new Map(), prompts: new Map() };
const ONCE: InspectionRun = { retryCount: 0, signal: new AbortController().signal };

/** Applies the rules to recordings. With the same packs a recording is inspected once, however often it is asked for. */
export class Inspector {
  readonly #parts: InspectorParts;
  readonly #packsHash: string;
  readonly #thresholds: WatchThresholds;
  readonly #after: AfterInspection[] = [];

  constructor(parts: InspectorParts) {
    this.#parts = parts;
    this.#packsHash = hashOf(parts.packs);
    this.#thresholds = watchThresholds(parts.packs);
  }

  onInspected(handler: AfterInspection): void {
    this.#after.push(handler);
  }

  /** Does nothing for a recording that is not ready, and for one that was inspected with these packs. */
  async inspect(recordingId: RecordingId, run: InspectionRun = ONCE): Promise<void> {
    const { core, packs } = this.#parts;
    const row = await core.database.read((prisma) => prisma.recording.findUnique({ where: { id: recordingId } }));
    if (row === null || row.status !== 'ready') return;
    if (await core.database.read((prisma) => this.#isDone(prisma, recordingId))) return;
    const facts = recordingFacts(await this.#source(row, run));
    const results = packs.flatMap((pack) => evaluatePack(pack, facts));
    await core.database.transaction(async (tx) => {
      await lockSession(tx, facts.sessionId);
      if (await this.#isDone(tx, recordingId)) return;
      await this.#store(tx, facts, results);
    });
  }

  /** Recordings that were ready before anybody inspected, or whose job was lost. */
  async uninspected(limit: number): Promise<readonly RecordingId[]> {
    const rows = await this.#parts.core.database.read(
      (prisma) =>
        prisma.$queryRaw<{ id: RecordingId }[]>`select r."id" from "Recording" r where r."status" = 'ready'
          and not exists (select 1 from "Inspection" i where i."recordingId" = r."id") order by r."startedAt" desc limit ${limit}`,
    );
    return rows.map(({ id }) => id);
  }

  async #isDone(reader: Tx | PrismaClient, recordingId: RecordingId): Promise<boolean> {
    return (await reader.inspection.count({ where: { recordingId, packsHash: this.#packsHash } })) > 0;
  }

  async #store(tx: Tx, facts: RecordingFacts, results: readonly RuleResult[]): Promise<void> {
    const { core, packs } = this.#parts;
    const { sessionId, recordingId } = facts;
    const inspectionId = newId('ins');
    const [factsHash, resultsHash] = [hashOf(facts), hashOf(results)];
    const applied = packs.map(({ id, version }) => ({ id, version }));
    await tx.inspection.create({
      data: {
        id: inspectionId,
        sessionId,
        recordingId,
        packsHash: this.#packsHash,
        packs: applied,
        facts: jsonColumn(facts),
        factsHash,
        resultsHash,
        createdAt: new Date(core.clock()),
      },
    });
    await tx.finding.createMany({
      data: results.map((result, position) => ({
        ...this.#findingOf(result),
        id: newId('fnd'),
        inspectionId,
        sessionId,
        recordingId,
        position,
      })),
    });
    const count = (wanted: RuleResult['result']) => results.filter(({ result }) => result === wanted).length;
    await core.log.append(tx, sessionId, {
      actor: { kind: 'system' },
      type: 'inspection.completed',
      payload: {
        inspectionId,
        recordingId,
        packs: applied,
        counts: { pass: count('pass'), fail: count('fail'), warn: count('warn'), not_evaluated: count('not_evaluated') },
        factsHash,
        resultsHash,
      },
    });
    for (const handler of this.#after) await handler(tx, { inspectionId, sessionId, recordingId, facts, results });
  }

  #findingOf({ ruleId, packId, packVersion, severity, result, reason, moments }: RuleResult) {
    const rule = this.#parts.packs.find(({ id }) => id === packId)?.rules.find(({ id }) => id === ruleId);
    if (rule === undefined) throw new AppError('internal');
    const { title, citation, source } = rule;
    return {
      ruleId,
      packId,
      packVersion,
      severity,
      result,
      source,
      title: jsonColumn(title),
      citation: jsonColumn(citation),
      reason: jsonColumn(reason),
      moments: moments.map((moment) => jsonColumn(moment)),
    };
  }

  async #source(row: Recording, run: InspectionRun): Promise<FactSource> {
    const { core } = this.#parts;
    const sessionId = row.sessionId as SessionId;
    const report = muxReportOf(row);
    const [events, participants, flow, age, policies] = await Promise.all([
      core.log.read(sessionId),
      core.database.read((prisma) => prisma.callParticipant.findMany({ where: { callId: row.callId }, select: { id: true, role: true } })),
      this.#flowOf(sessionId),
      core.database.read((prisma) => customerAge(core, prisma, sessionId, row.startedAt.getTime())),
      core.database.read((prisma) => policiesOf(prisma, sessionId, shippedRetentionPolicies())),
    ]);
    const roles = new Map(participants.map(({ id, role }) => [id, role]));
    const order: LookOrder | null = report === null ? null : { recordingId: row.id as RecordingId, sessionId, report, roles, ...run };
    const looked = order === null ? null : await this.#look(order);
    const chunks = events.filter((event) => event.type === 'recording.chunk_closed' && event.payload.recordingId === row.id).length;
    const sealed = events.flatMap((event) =>
      event.type === 'flow.marked' && event.payload.mark === 'document_sealed' ? [String(event.payload.detail['documentId'])] : [],
    );
    const verdicts = await Promise.all(sealed.map(async (id) => ({ id, verdict: await this.#verdict(sessionId, id) })));
    return {
      recordingId: row.id as RecordingId,
      sessionId,
      events,
      report,
      startedAt: row.startedAt.getTime(),
      complete: row.shipped && row.chunks >= chunks,
      roles,
      looked,
      thresholds: this.#thresholds,
      ...(order === null ? NOT_LISTENED : await this.#listen(events, flow.flow, order)),
      hints: this.#parts.identity === null ? new Map() : engineHints(await this.#parts.identity.list(sessionId, {})),
      heads: await core.database.read(async (prisma) => {
        const heads = await prisma.signedHead.findMany({ where: { sessionId }, orderBy: { seq: 'asc' }, select: { note: true } });
        const stamped = await prisma.headStamp.count({ where: { sessionId, stampedAt: { not: null } } });
        return { notes: heads.map(({ note }) => note), stamped };
      }),
      ...flow,
      age,
      policies,
      seals: new Map(verdicts.flatMap(({ id, verdict }) => (verdict === null ? [] : [[id, verdict] as const]))),
    };
  }

  /** Null where nobody looks, or there is nothing to look at: what was made of the journal can be lost. */
  async #look(order: LookOrder): Promise<readonly TrackLook[] | null> {
    try {
      return (await this.#parts.looks?.look(order)) ?? null;
    } catch (error) {
      if (areFilesAway(error)) return null;
      throw error;
    }
  }

  /** Nothing where nobody listens, or the sound is gone. */
  async #listen(events: FactSource['events'], flow: CompiledFlow | null, order: LookOrder): Promise<Listened> {
    const { listener, prompts, core } = this.#parts;
    const steps = stepRuns(events, flow);
    const place = placeFrom(order.report.originMs);
    const row = await core.database.read((prisma) =>
      prisma.session.findUniqueOrThrow({ where: { id: order.sessionId }, select: { language: true } }),
    );
    const language = Language.parse(row.language);
    try {
      return {
        answersHeard: (await listener?.hear(notedAnswers(steps, place, language), { ...order, language })) ?? NOT_LISTENED.answersHeard,
        words: (await listener?.listen(readLines(steps, place), { ...order, language })) ?? NOT_LISTENED.words,
        prompts: (await prompts?.find(saidLines(steps, place), order, language)) ?? NOT_LISTENED.prompts,
      };
    } catch (error) {
      if (areFilesAway(error)) return NOT_LISTENED;
      throw error;
    }
  }

  /** Null where the document was erased: then nobody can verify it any more. */
  async #verdict(sessionId: SessionId, id: string): Promise<SealVerdict | null> {
    try {
      const { pdf } = await this.#parts.documents.read(DocumentId.parse(id), { sessionId });
      return await verifySeal(pdf);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return null;
      throw error;
    }
  }

  /** Null for a version that an engine of today no longer compiles: what hangs on it is not evaluated then. */
  async #compiled(prisma: PrismaClient, key: string, version: number): Promise<CompiledFlow | null> {
    try {
      return await this.#parts.core.flows.definitions.compiled(prisma, key, version);
    } catch (error) {
      if (error instanceof AppError && error.code === 'internal') return null;
      throw error;
    }
  }

  async #flowOf(sessionId: SessionId): Promise<Pick<FactSource, 'flow' | 'version'>> {
    const { core } = this.#parts;
    return core.database.read(async (prisma) => {
      const run = await prisma.flowRun.findUnique({ where: { sessionId }, include: { flowVersion: true } });
      if (run === null) return { flow: null, version: null };
      const { key, version, flowVersion } = run;
      const started = await prisma.sessionEvent.findFirst({ where: { sessionId, type: 'flow.started' } });
      const began = started?.payload as { readonly definitionHash?: unknown } | undefined;
      const flow = await this.#compiled(prisma, key, version);
      const { authorId, approverId } = flowVersion;
      return {
        flow,
        version: {
          unchanged: began?.definitionHash === flowVersion.hash && hashOf(flowVersion.definition) === flowVersion.hash,
          publishedAt: flowVersion.publishedAt?.getTime() ?? null,
          retiredAt: flowVersion.retiredAt?.getTime() ?? null,
          // What came with the product has no author here.
          secondPerson: authorId === null ? (approverId === null ? null : true) : approverId !== null && approverId !== authorId,
        },
      };
    });
  }
}
