import { RecordingStatus, RoomRecordingStatus } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { type RecordingFact, type RecordingState, stepRecording } from './recording-state.ts';

const STARTING: RecordingState = { status: 'starting', trouble: null, confirmed: false, closed: false };

/** Runs through facts; returns the states and events on the way. */
function run(facts: readonly RecordingFact[], from = STARTING): { state: RecordingState; events: string[] } {
  let state = from;
  const events: string[] = [];
  for (const fact of facts) {
    const step = stepRecording(state, fact);
    if (step === null) continue;
    state = step.next;
    if (step.event !== null) events.push(step.event);
  }
  return { state, events };
}

const room = (status: RoomRecordingStatus, trouble: RecordingState['trouble'] = null): RecordingFact => ({
  type: 'room_status',
  status,
  trouble,
});

describe('the states of a recording', () => {
  it('lead from start to ready', () => {
    const { state, events } = run([room('recording'), { type: 'closed', trouble: null }, { type: 'mux_started' }, { type: 'muxed' }]);
    expect(events).toEqual(['confirmed', 'stopped', 'muxed']);
    expect(state).toEqual({ status: 'ready', trouble: null, confirmed: true, closed: true });
  });

  it('tell each trouble once and that it is over', () => {
    const { state, events } = run([
      room('recording'),
      room('degraded', 'track_silent'),
      room('degraded', 'track_silent'),
      room('degraded', 'disk_low'),
      room('recording'),
    ]);
    expect(events).toEqual(['confirmed', 'degraded', 'degraded', 'recovered']);
    expect(state.trouble).toBeNull();
  });

  it('do not call confirmed what a restarted room has not written yet', () => {
    const { state } = run([room('recording'), room('starting')]);
    expect(state).toMatchObject({ status: 'degraded', trouble: 'node_away' });
  });

  it('stay starting while something keeps it from beginning, and say what', () => {
    const { state, events } = run([room('starting', 'disk_low')]);
    expect(state).toMatchObject({ status: 'starting', trouble: 'disk_low', confirmed: false });
    expect(events).toEqual(['degraded']);
    expect(run([room('starting')], state).state.trouble).toBeNull();
  });

  it('keep stopped what was stopped, though its node falls silent', () => {
    const { state } = run([room('recording'), room('stopped', 'disk_low'), { type: 'node_silent' }]);
    expect(state).toMatchObject({ status: 'stopped', trouble: 'disk_low', closed: false });
    expect(run([room('recording')], state).events).toEqual(['recovered']);
  });

  it('let nothing change a recording that is ready or has failed', () => {
    const facts: RecordingFact[] = [
      ...RoomRecordingStatus.options.map((status) => room(status, 'disk_low')),
      { type: 'node_silent' },
      { type: 'closed', trouble: 'node_away' },
      { type: 'mux_started' },
      { type: 'muxed' },
      { type: 'failed' },
    ];
    for (const status of ['ready', 'failed'] as const) {
      const final: RecordingState = { status, trouble: null, confirmed: true, closed: true };
      for (const fact of facts) expect(stepRecording(final, fact), `${status} ${JSON.stringify(fact)}`).toBeNull();
    }
  });

  it('mux nothing that is still being written', () => {
    for (const status of RecordingStatus.options) {
      expect(stepRecording({ ...STARTING, status }, { type: 'mux_started' })).toBeNull();
    }
  });
});
