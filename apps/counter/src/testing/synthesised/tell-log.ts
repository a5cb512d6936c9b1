import { headText } from '@guichet/evidence/sealing';
import { SeededRandom } from '@guichet/identity/testing';
import { type FlowRunId, newId, type RecordingId, type SessionEvent } from '@guichet/protocol';
import type { CheckFact } from '@guichet/rules';
import type { LogFault } from './faults.ts';
import { LINES, SIGNING_MS, type Story } from './story.ts';
import { BEGAN_AT, type Synthesised } from './synthesise.ts';
import { ToldLog } from './told-log.ts';

const HASH = 'a'.repeat(64);
const PAGES = 2;
const HEADS = 4;
const ENGINE = { name: 'human', version: '3.3.6' };
const CHECKS = [
  ['identity', 'identity-document', 'document_confirmed', 'identity_document'],
  ['liveness', 'liveness', 'liveness_confirmed', 'liveness'],
  ['face', 'face-match', 'face_matched', 'face_match'],
] as const;

/** What a session's log, and what stands beside it, say of a story. */
export interface ToldStory {
  readonly events: readonly SessionEvent[];
  readonly hints: ReadonlyMap<CheckFact['check'], readonly CheckFact['hint'][]>;
  readonly heads: { readonly notes: readonly string[]; readonly stamped: number };
  readonly sealedDocumentId: string;
  /** Of each line that was said: its step, so that it can be looked for. */
  readonly runOf: Readonly<Record<string, string>>;
}

/** Tells a story's log; with a fault, so that the log is wrong in one thing and the recording in none. */
export function tellLog(
  { story, recordingId, seals }: Pick<Synthesised, 'story' | 'recordingId' | 'seals'>,
  fault: LogFault | null,
): ToldStory {
  const random = new SeededRandom(story.seed * 31 + 7);
  const log = new ToldLog();
  const flowRunId = newId('flr') as FlowRunId;
  const runOf: Record<string, string> = {};
  const mark = (atMs: number, node: string, name: string, detail: object = {}): void =>
    log.tell(atMs, 'flow.marked', { flowRunId, nodeRunId: runOf[node] ?? '', mark: name, detail });
  const enter = (atMs: number, node: string, nodeType: string): void => {
    runOf[node] = `${node}#1`;
    log.tell(atMs, 'flow.node_entered', { flowRunId, nodeRunId: runOf[node], path: node, nodeType, visit: 1, attempt: 1 });
  };
  const leave = (atMs: number, node: string): void =>
    log.tell(atMs, 'flow.node_left', { flowRunId, nodeRunId: runOf[node] ?? '', path: node, port: 'done' });
  const segment = (atMs: number, type: 'segment.started' | 'segment.ended', name: string): void =>
    log.tell(atMs, type, { flowRunId, segment: name });

  const variable = { kind: 'recording', textVersion: 'v1', textHash: HASH, language: 'zh-CN' };
  const consent = fault === 'no_consent' ? random.pick(['none', 'refused', 'late'] as const) : 'given';
  if (consent !== 'none')
    log.tell(consent === 'late' ? 3_000 : -9_000, 'consent.decided', {
      ...variable,
      decision: consent === 'refused' ? 'refused' : 'accepted',
    });
  log.tell(-8_000, 'flow.started', {
    flowRunId,
    key: 'short-sale',
    version: 1,
    definitionHash: HASH,
    seed: story.seed % 1_000,
    variables: null,
  });
  log.tell(0, 'recording.started', { recordingId });

  // What is said, line by line, as whoever serves ticks it.
  const wrongLine = fault === 'skipped_line' || fault === 'line_too_fast' ? random.whole(0, LINES.length - 1) : -1;
  const lines = LINES.map((line, nth) => {
    const said = story.sayings.find(({ by, sentence }) => by === 'agent' && sentence === line.sentence);
    const answered = story.sayings.find(({ by, fromMs }) => by === 'customer' && fromMs > (said?.fromMs ?? 0));
    return { ...line, nth, fromMs: said?.fromMs ?? 0, untilMs: said?.untilMs ?? 0, answeredMs: (answered?.untilMs ?? 0) + 100 };
  });
  const nodes = [...Map.groupBy(lines, ({ node }) => node)];
  for (const [node, of] of nodes) {
    const [first, last] = [of[0], of.at(-1)];
    if (first === undefined || last === undefined) continue;
    const beganMs = first.fromMs - 150;
    enter(beganMs, node, 'script');
    segment(beganMs, 'segment.started', node);
    for (const { sentence, nth, fromMs, untilMs, answer, answeredMs } of of) {
      const tickedMs = untilMs + 100;
      if (!(fault === 'skipped_line' && nth === wrongLine)) {
        const hasty = fault === 'line_too_fast' && nth === wrongLine;
        const heldMs = hasty ? 400 + Math.round(random.next() * 900) : Math.round(tickedMs - fromMs + 150);
        mark(tickedMs, node, 'line_ticked', { line: sentence, heldMs, tooFast: hasty, rule: 'CN-B6' });
        if (answer !== null) mark(answeredMs, node, 'line_acknowledged', { line: sentence });
      }
    }
    const endedMs = Math.max(last.untilMs, last.answer === null ? 0 : last.answeredMs) + 130;
    leave(endedMs, node);
    segment(endedMs, 'segment.ended', node);
  }
  const checksFromMs = lines[1]?.answeredMs ?? 0;
  const hints = new Map<CheckFact['check'], CheckFact['hint'][]>();
  const wrongCheck = random.pick(['identity_document', 'face_match'] as const);
  segment(checksFromMs + 140, 'segment.started', 'identity');
  for (const [nth, [node, nodeType, name, check]] of CHECKS.entries()) {
    const atMs = checksFromMs + 150 + nth * 20;
    enter(atMs, node, nodeType);
    mark(atMs + 10, node, name, { engine: 'agent' });
    leave(atMs + 15, node);
    const against = fault === 'engine_against' && check === wrongCheck;
    hints.set(check, [{ engine: ENGINE, decision: against ? 'fail' : 'pass', confidence: against ? 0.2 : 0.9 }]);
  }
  segment(checksFromMs + 230, 'segment.ended', 'identity');

  // Signing, in which nobody speaks.
  const signingMs = lines[LINES.length - 1]?.answeredMs ?? 0;
  const documentId = newId('doc');
  const doneMs = fault === 'hasty_document' ? random.between(600, 3_400) : random.between(5_000, SIGNING_MS - 500);
  const unsigned = fault === 'unsigned_document' ? random.pick(['no_signature', 'not_read', 'declined', 'unfinished'] as const) : null;
  enter(signingMs + 200, 'signing', 'document');
  segment(signingMs + 200, 'segment.started', 'signing');
  mark(signingMs + 210, 'signing', 'document_shown', { documentId, hash: HASH, pages: PAGES, template: 'wealth-risk-disclosure' });
  for (let page = 1; page <= (unsigned === 'not_read' ? 1 : PAGES); page += 1)
    mark(signingMs + 210 + (doneMs * page) / (PAGES + 2), 'signing', 'page_read', { page, dwellMs: 1_000, by: 'customer' });
  const [writtenMs, finishedMs] = [signingMs + 210 + doneMs * 0.9, signingMs + 210 + doneMs];
  if (unsigned === 'declined') mark(finishedMs, 'signing', 'signing_declined', { reason: 'disagrees', by: 'customer' });
  else {
    if (unsigned !== 'no_signature')
      mark(writtenMs, 'signing', 'signature_written', { place: 'customer_signature', page: PAGES, by: 'customer' });
    if (unsigned !== 'unfinished') mark(finishedMs, 'signing', 'document_finished', { documentId });
  }
  if (unsigned === null) mark(finishedMs + 100, 'signing', 'document_sealed', { documentId, sealedHash: HASH, signerKind: 'bank_seal' });
  leave(finishedMs + 150, 'signing');
  segment(finishedMs + 150, 'segment.ended', 'signing');
  log.tell(finishedMs + 200, 'flow.finished', { flowRunId, outcome: 'completed' });

  const offMs = fault === 'wrong_clock' ? random.pick([-1, 1]) * Math.round(10 ** random.between(3.9, 7.5)) : 0;
  for (const { seq, sizeBytes, head, signature } of seals)
    log.tellOfNode(seq * 2_000, Math.round(random.between(30, 400)) + offMs, 'recording.chunk_closed', {
      recordingId,
      seq,
      sizeBytes,
      head,
      signature,
    });

  const events = log.events();
  const told = fault === 'changed_log' ? change(events, random) : events;
  return {
    events: told,
    hints,
    heads: { notes: headsOf(events, recordingId, fault === 'changed_head' ? random : null), stamped: 1 },
    sealedDocumentId: documentId,
    runOf,
  };
}

/** Somebody changed what an event says, took one out, or let two change places. */
function change(events: readonly SessionEvent[], random: SeededRandom): SessionEvent[] {
  const nth = random.whole(1, events.length - 3);
  const victim = events[nth];
  if (victim === undefined) return [...events];
  const way = random.pick(['content', 'removed', 'order'] as const);
  if (way === 'removed') return events.filter((event) => event !== victim);
  if (way === 'order') return events.with(nth, events[nth + 1] ?? victim).with(nth + 1, victim);
  return events.with(nth, { ...victim, at: victim.at + 1 + random.whole(0, 5_000) });
}

/** Heads that were signed on the way; of one the hash is another where somebody has changed something since. */
function headsOf(events: readonly SessionEvent[], recordingId: RecordingId, forged: SeededRandom | null): string[] {
  const wrong = forged?.whole(1, HEADS);
  return Array.from({ length: HEADS }, (_, nth) => {
    const event = events[Math.floor(((nth + 1) * (events.length - 1)) / HEADS)];
    const chunk = events.findLast(({ type, seq }) => type === 'recording.chunk_closed' && seq <= (event?.seq ?? 0));
    const known = chunk?.type === 'recording.chunk_closed' ? [{ recordingId, chunk: chunk.payload.seq, head: chunk.payload.head }] : [];
    const hash = nth + 1 === wrong ? 'f'.repeat(64) : (event?.hash ?? HASH);
    const head = {
      sessionId: event?.sessionId,
      seq: nth + 1,
      atMs: BEGAN_AT + nth,
      log: { event: event?.seq ?? 0, hash },
      recordings: known,
    };
    return `${headText(head as Parameters<typeof headText>[0])}\n— bank AAAA\n`;
  });
}

export type { Story };
