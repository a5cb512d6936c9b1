import { describe, expect, it } from 'vitest';
import { judgeRecording, SILENT_AFTER_MS, troubleOfGap, type RecordingFacts, type TrackFacts } from './recording-state.ts';

const track: TrackFacts = { running: true, interrupted: false, confirmed: true, silentMs: 100, screen: false, dtx: false };
const facts: RecordingFacts = {
  confirmed: true,
  recorderAway: false,
  refused: null,
  stopped: null,
  storeBehind: false,
  paused: false,
  tracks: [track, track],
};

describe('judgeRecording', () => {
  it('calls it recording while every running track is written', () => {
    expect(judgeRecording(facts)).toEqual({ status: 'recording', trouble: null });
  });

  it('is degraded when one track of several falls silent', () => {
    const silent = { ...track, silentMs: SILENT_AFTER_MS + 1 };
    expect(judgeRecording({ ...facts, tracks: [track, silent] })).toEqual({ status: 'degraded', trouble: 'track_silent' });
  });

  it('is paused by a step, whatever is silent meanwhile; a service that is away, or stopped, is worse', () => {
    const silent = { ...track, silentMs: 60_000 };
    const paused = { ...facts, paused: true, tracks: [silent, silent] };
    expect(judgeRecording(paused)).toEqual({ status: 'degraded', trouble: 'paused_by_step' });
    expect(judgeRecording({ ...paused, recorderAway: true }).trouble).toBe('recorder_away');
    expect(judgeRecording({ ...paused, stopped: 'disk_full' })).toEqual({ status: 'stopped', trouble: 'disk_low' });
  });

  it('lets a still screen be slower than a face', () => {
    const still = { ...track, silentMs: SILENT_AFTER_MS + 500 };
    expect(judgeRecording({ ...facts, tracks: [{ ...still, screen: true }] }).status).toBe('recording');
    expect(judgeRecording({ ...facts, tracks: [{ ...still, screen: false }] }).status).toBe('degraded');
  });

  it('takes mute for no silence, nor the pauses of a sender that saves packets in them', () => {
    const silentMs = 60_000;
    expect(judgeRecording({ ...facts, tracks: [track, { ...track, running: false, silentMs }] }).status).toBe('recording');
    expect(judgeRecording({ ...facts, tracks: [track, { ...track, dtx: true, silentMs }] }).status).toBe('recording');
  });

  it('gives a camera that was just switched on time for its first packet', () => {
    const fresh = { ...track, confirmed: false, silentMs: SILENT_AFTER_MS + 1 };
    expect(judgeRecording({ ...facts, tracks: [track, fresh] }).status).toBe('recording');
    expect(judgeRecording({ ...facts, tracks: [track, { ...fresh, silentMs: 5_000 }] }).status).toBe('degraded');
  });

  it('names what takes most away', () => {
    const silent = { ...track, silentMs: 9_999 };
    expect(judgeRecording({ ...facts, recorderAway: true, tracks: [silent] }).trouble).toBe('recorder_away');
    expect(judgeRecording({ ...facts, storeBehind: true, tracks: [{ ...silent, interrupted: true }] }).trouble).toBe('worker_restarted');
    expect(judgeRecording({ ...facts, storeBehind: true })).toEqual({ status: 'degraded', trouble: 'store_behind' });
  });

  it('is stopped when nothing is written any more, whatever else is true', () => {
    expect(judgeRecording({ ...facts, stopped: 'disk_full' })).toEqual({ status: 'stopped', trouble: 'disk_low' });
    expect(judgeRecording({ ...facts, stopped: 'write_failed', confirmed: false })).toEqual({ status: 'stopped', trouble: 'write_failed' });
  });

  it('is starting until it was confirmed once, and says what it waits for', () => {
    expect(judgeRecording({ ...facts, confirmed: false, tracks: [] })).toEqual({ status: 'starting', trouble: null });
    expect(judgeRecording({ ...facts, confirmed: false, recorderAway: true })).toEqual({ status: 'starting', trouble: 'recorder_away' });
    expect(judgeRecording({ ...facts, confirmed: false, refused: 'disk_low' })).toEqual({ status: 'starting', trouble: 'disk_low' });
  });
});

describe('troubleOfGap', () => {
  it('says whose trouble a gap was', () => {
    expect(troubleOfGap('track_silent')).toBe('track_silent');
    expect(troubleOfGap('service_down')).toBe('recorder_away');
    expect(troubleOfGap('disk_full')).toBe('disk_low');
    expect(troubleOfGap('write_failed')).toBe('write_failed');
  });
});
