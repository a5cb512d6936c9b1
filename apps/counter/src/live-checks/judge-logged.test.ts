import {
  type Actor,
  type CallId,
  type FlowRunId,
  newId,
  type ParticipantId,
  parseSessionEvent,
  type RecordingId,
  type SessionEvent,
  type SessionEventPayload,
  type SessionEventType,
  type SessionId,
  type TrackId,
} from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../sessions/session-log.ts';
import { judgeLogged, type LogSoFar } from './judge-logged.ts';
import { foldWarnings } from './open-warnings.ts';

const START_MS = Date.UTC(2026, 10, 23, 2, 0, 0);
const RECORDING = newId('rec') as RecordingId;
const CALL = newId('cal') as CallId;
const SYSTEM: Actor = { kind: 'system' };
const AGENT: Actor = { kind: 'staff', id: newId('stf') as never };
const RUN = 'lines#1';

/** A session's log, with everything that the judge notes behind what it is told. */
class JudgedLog implements LogSoFar {
  readonly events: SessionEvent[] = [];
  isOnRecord = true;
  #sessionId = newId('ses') as SessionId;

  async say<Type extends SessionEventType>(
    atSeconds: number,
    type: Type,
    payload: SessionEventPayload<Type>,
    actor: Actor = SYSTEM,
  ): Promise<this> {
    const event = this.#event({ type, payload, actor, mediaAt: null } as LogEntry, START_MS + atSeconds * 1_000);
    const noted = await judgeLogged(event, this);
    this.events.push(event, ...noted.map((entry) => this.#event(entry, event.at)));
    return this;
  }

  /** What was warned of: what, from and until which second, and why it ended. */
  get warnings() {
    const ends = this.events.flatMap(({ type, payload }) => (type === 'warning.ended' ? [payload] : []));
    return foldWarnings(this.events)
      .toReversed()
      .map(({ raised: { warningId, observation }, untilMs }) => ({
        check: observation.check,
        from: (observation.fromMs - START_MS) / 1_000,
        until: untilMs === null ? null : (untilMs - START_MS) / 1_000,
        end: ends.find((one) => one.warningId === warningId)?.end ?? null,
      }));
  }

  /** The observation of the latest one. */
  get latest() {
    return this.events.findLast((event) => event.type === 'warning.raised')?.payload;
  }

  async open() {
    return foldWarnings(this.events).flatMap(({ raised, untilMs }) => (untilMs === null ? [raised] : []));
  }

  async recordingId() {
    return this.isOnRecord ? RECORDING : null;
  }

  async enteredAs(nodeRunId: string) {
    const entered = this.events.findLast(({ type, payload }) => type === 'flow.node_entered' && payload.nodeRunId === nodeRunId);
    return entered?.type === 'flow.node_entered' ? entered.payload.nodeType : null;
  }

  async marksOf(nodeRunId: string) {
    return this.events.filter(({ type, payload }) => type === 'flow.marked' && payload.nodeRunId === nodeRunId).toReversed();
  }

  #event({ type, payload, actor, mediaAt }: LogEntry, atMs: number): SessionEvent {
    const hash = '0'.repeat(64);
    return parseSessionEvent({
      ...{ version: 1, sessionId: this.#sessionId, seq: this.events.length + 1, previousHash: hash, hash },
      ...{ type, payload, actor, at: atMs, mediaAt: mediaAt ?? null },
    });
  }
}

const OF_RUN = { flowRunId: newId('flr') as FlowRunId, nodeRunId: RUN, nodeId: 'lines' };
const entered = (nodeType: string): SessionEventPayload<'flow.node_entered'> => ({
  ...OF_RUN,
  path: 'lines',
  nodeType,
  visit: 1,
  attempt: 1,
});
const left = (port: string): SessionEventPayload<'flow.node_left'> => ({ ...OF_RUN, path: 'lines', port });
const marked = (mark: string, detail: SessionEventPayload<'flow.marked'>['detail'] = {}): SessionEventPayload<'flow.marked'> => ({
  ...OF_RUN,
  mark,
  detail,
});
const ticked = (heldSeconds: number, tooFast: boolean) => marked('line_ticked', { heldMs: heldSeconds * 1_000, tooFast });

describe('a line that is ticked', () => {
  it('too fast is warned of from where it was shown, until the next one was given its time', async () => {
    const log = new JudgedLog();
    await log.say(10, 'flow.marked', ticked(2, true), AGENT);
    expect(log.warnings).toEqual([{ check: 'line_too_fast', from: 8, until: null, end: null }]);
    expect(log.latest).toMatchObject({ nodeRunId: RUN, recordingId: RECORDING, observation: { role: 'agent', value: 2_000 } });
    await log.say(40, 'flow.marked', ticked(30, false), AGENT);
    expect(log.warnings).toEqual([{ check: 'line_too_fast', from: 8, until: 40, end: 'gone' }]);
  });

  it('too fast once more is another warning, in place of the first', async () => {
    const log = new JudgedLog();
    await log.say(10, 'flow.marked', ticked(2, true), AGENT);
    await log.say(13, 'flow.marked', ticked(3, true), AGENT);
    expect(log.warnings).toEqual([
      { check: 'line_too_fast', from: 8, until: 13, end: 'gone' },
      { check: 'line_too_fast', from: 10, until: null, end: null },
    ]);
  });

  it('in its time, or while nothing is on record, is warned of by nobody', async () => {
    const log = new JudgedLog();
    await log.say(30, 'flow.marked', ticked(30, false), AGENT);
    log.isOnRecord = false;
    await log.say(31, 'flow.marked', ticked(1, true), AGENT);
    expect(log.warnings).toEqual([]);
  });
});

describe('a script that is left', () => {
  it('by another way than through all of its lines has one skipped, and nothing can mend it', async () => {
    const log = await new JudgedLog().say(0, 'flow.node_entered', entered('script'));
    await log.say(50, 'flow.node_left', left('unclear'));
    expect(log.warnings).toEqual([{ check: 'line_skipped', from: 50, until: 50, end: 'gone' }]);
    expect(log.latest).toMatchObject({ observation: { role: 'agent' } });
  });

  it('through all of its lines has none skipped, and takes along what was too fast in it', async () => {
    const log = await new JudgedLog().say(0, 'flow.node_entered', entered('script'));
    await log.say(10, 'flow.marked', ticked(1, true), AGENT);
    await log.say(20, 'flow.node_left', left('done'));
    expect(log.warnings).toEqual([{ check: 'line_too_fast', from: 9, until: 20, end: 'gone' }]);
  });

  it('is a script: other steps have more ways on than one', async () => {
    const log = await new JudgedLog().say(0, 'flow.node_entered', entered('consent'));
    await log.say(50, 'flow.node_left', left('refused'));
    expect(log.warnings).toEqual([]);
  });
});

describe('a document', () => {
  it.each(['page_presented', 'document_confirmed', 'document_finished', 'document_shown'])(
    'that is turned away by %s before anybody could read it is warned of until its step is over',
    async (turnedBy) => {
      const log = await new JudgedLog().say(10, 'flow.marked', marked('document_shown'));
      await log.say(11.4, 'flow.marked', marked(turnedBy), AGENT);
      expect(log.warnings).toEqual([{ check: 'document_too_short', from: 10, until: null, end: null }]);
      expect(log.latest).toMatchObject({ nodeRunId: RUN, observation: { role: null, value: 1_400 } });
      await log.say(30, 'flow.node_left', left('done'));
      expect(log.warnings).toEqual([{ check: 'document_too_short', from: 10, until: 30, end: 'gone' }]);
    },
  );

  it('that is leafed through is warned of once', async () => {
    const log = await new JudgedLog().say(10, 'flow.marked', marked('document_shown'));
    for (const at of [11, 12, 13]) await log.say(at, 'flow.marked', marked('page_presented'), AGENT);
    expect(log.warnings.map(({ check }) => check)).toEqual(['document_too_short']);
  });

  it('that was shown long enough, or whose page was only read, is warned of by nobody', async () => {
    const log = await new JudgedLog().say(10, 'flow.marked', marked('document_shown'));
    await log.say(10.5, 'flow.marked', marked('page_read', { page: 1 }), { kind: 'customer' });
    await log.say(11.5, 'flow.marked', marked('page_presented'), AGENT);
    await log.say(14, 'flow.marked', marked('document_finished'), AGENT);
    expect(log.warnings).toEqual([]);
  });
});

describe('a recording', () => {
  const degraded = (trouble: SessionEventPayload<'recording.degraded'>['trouble']) => ({ recordingId: RECORDING, trouble });

  it('that is not written any more is warned of once, whatever is said of it meanwhile, until it is written again', async () => {
    const log = await new JudgedLog().say(10, 'recording.degraded', degraded('recorder_away'));
    await log.say(12, 'recording.degraded', degraded('track_silent'));
    expect(log.warnings).toEqual([{ check: 'recording_stalled', from: 10, until: null, end: null }]);
    expect(log.latest).toMatchObject({ observation: { role: null, trackId: null } });
    await log.say(15, 'recording.recovered', { recordingId: RECORDING });
    expect(log.warnings).toEqual([{ check: 'recording_stalled', from: 10, until: 15, end: 'mended' }]);
  });

  it('that breaks off for good is warned of until the call is over', async () => {
    const log = await new JudgedLog().say(10, 'recording.stopped', degraded('disk_low'));
    await log.say(30, 'call.ended', { callId: CALL });
    expect(log.warnings).toEqual([{ check: 'recording_stalled', from: 10, until: 30, end: 'call_ended' }]);
  });

  it('that a step keeps still, or that is closed in order, is as it should be', async () => {
    const log = await new JudgedLog().say(10, 'recording.degraded', degraded('paused_by_step'));
    await log.say(20, 'recording.stopped', { recordingId: RECORDING, trouble: null });
    expect(log.warnings).toEqual([]);
  });
});

it('ends what was warned of on a camera with the camera, and of no other', async () => {
  const log = new JudgedLog();
  const trackIds = [newId('trk'), newId('trk')] as TrackId[];
  for (const trackId of trackIds) {
    await log.say(10, 'warning.raised', {
      ...{ warningId: newId('wrn'), recordingId: RECORDING, participantId: null, nodeRunId: null, confirmed: true },
      observation: {
        ...{ check: 'black', role: 'customer', trackId, fromMs: START_MS + 9_000, untilMs: null, value: 2, confidence: null },
        engine: { name: 'guichet-measures', version: '1' },
      },
    });
  }
  const participantId = newId('par') as ParticipantId;
  await log.say(20, 'track.paused', { callId: CALL, participantId, trackId: trackIds[0] as TrackId, source: 'camera' });
  expect(log.warnings).toEqual([
    { check: 'black', from: 9, until: 20, end: 'gone' },
    { check: 'black', from: 9, until: null, end: null },
  ]);
});
