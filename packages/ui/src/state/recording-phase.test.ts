import { RecordingStatus } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { recordingPhase, UNHEARD_AFTER_MS } from './recording-phase.ts';

const NOW = 1_800_000_000_000;
const calm = { inCall: true, interrupted: false, nowMs: NOW };
const recording = (status: RecordingStatus, lastWrittenAgoMs: number | null = 1000) => ({
  status,
  trouble: null,
  startedAt: NOW - 318_000,
  lastWrittenAt: lastWrittenAgoMs === null ? null : NOW - lastWrittenAgoMs,
});

describe('recordingPhase', () => {
  it('says nothing is recorded before a recording exists', () => {
    expect(recordingPhase({ ...calm, recording: null })).toEqual({ kind: 'not_started' });
    expect(recordingPhase({ ...calm, recording: recording('starting', null) })).toEqual({ kind: 'starting' });
  });

  it('claims a recording only together with the age of the last confirmation', () => {
    expect(recordingPhase({ ...calm, recording: recording('recording') })).toEqual({
      kind: 'recording',
      runningMs: 318_000,
      writtenAgoMs: 1000,
    });
  });

  it('says that a step paused it, and not that something is wrong', () => {
    const paused = { ...recording('degraded', 60_000), trouble: 'paused_by_step' as const };
    expect(recordingPhase({ ...calm, recording: paused })).toEqual({ kind: 'step_paused' });
    expect(recordingPhase({ ...calm, interrupted: true, recording: paused })).toEqual({ kind: 'step_paused' });
  });

  it('does not quote a time that was told long ago, while the node says that all is well', () => {
    expect(recordingPhase({ ...calm, recording: recording('recording', 60_000) })).toEqual({
      kind: 'recording',
      runningMs: 318_000,
      writtenAgoMs: null,
    });
  });

  it('stops claiming when the page hears from nobody, whatever the last status said', () => {
    const silent = recordingPhase({ ...calm, unheardMs: UNHEARD_AFTER_MS, recording: recording('recording') });
    expect(silent).toEqual({ kind: 'unconfirmed', silentMs: UNHEARD_AFTER_MS, trouble: null });
    expect(recordingPhase({ ...calm, unheardMs: UNHEARD_AFTER_MS - 1, recording: recording('recording') }).kind).toBe('recording');
  });

  it('believes the node at once when it says that a side is not written', () => {
    expect(recordingPhase({ ...calm, recording: recording('degraded', 2100) })).toMatchObject({ kind: 'unconfirmed', silentMs: 2100 });
  });

  it('is paused while a side is away, and never reads as recording then', () => {
    for (const status of ['recording', 'degraded'] as const) {
      expect(recordingPhase({ ...calm, interrupted: true, recording: recording(status) }).kind).toBe('paused');
    }
  });

  it('tells a recording that stopped in a call from one that ended with it', () => {
    expect(recordingPhase({ ...calm, recording: recording('stopped') }).kind).toBe('stopped');
    expect(recordingPhase({ ...calm, inCall: false, recording: recording('stopped') }).kind).toBe('ended');
    expect(recordingPhase({ ...calm, inCall: false, recording: recording('ready') }).kind).toBe('ended');
  });

  it('a failed recording is never shown as kept', () => {
    for (const inCall of [true, false]) {
      expect(recordingPhase({ ...calm, inCall, recording: recording('failed') }).kind).toBe('stopped');
    }
  });

  it('reads as recording for no status but `recording`', () => {
    const reading = RecordingStatus.options.filter(
      (status) => recordingPhase({ ...calm, recording: recording(status) }).kind === 'recording',
    );
    expect(reading).toEqual(['recording']);
  });
});
