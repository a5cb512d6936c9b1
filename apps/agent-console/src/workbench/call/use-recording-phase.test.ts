import { newId, type RecordingView } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { mergeRecording } from './use-recording-phase.ts';

const view: RecordingView = { recordingId: newId('rec'), status: 'recording', trouble: null, startedAt: 1, lastWrittenAt: 5_000 };

describe('mergeRecording', () => {
  it('takes the fresher confirmation of the two', () => {
    expect(mergeRecording(view, { status: 'recording', trouble: null, lastWrittenAtMs: 6_000 })?.lastWrittenAt).toBe(6_000);
    expect(mergeRecording(view, { status: 'recording', trouble: null, lastWrittenAtMs: 4_000 })?.lastWrittenAt).toBe(5_000);
  });

  it('believes the node at once that it stopped, before the counter has said so', () => {
    expect(mergeRecording(view, { status: 'stopped', trouble: 'disk_low', lastWrittenAtMs: 5_500 })).toMatchObject({
      status: 'stopped',
      trouble: 'disk_low',
    });
  });

  it('does not let a node that is well again hide that the counter sees it degraded', () => {
    expect(
      mergeRecording(
        { ...view, status: 'degraded', trouble: 'store_behind' },
        { status: 'recording', trouble: null, lastWrittenAtMs: 6_000 },
      )?.status,
    ).toBe('degraded');
  });

  it('never reopens what the counter has closed', () => {
    expect(mergeRecording({ ...view, status: 'muxing' }, { status: 'recording', trouble: null, lastWrittenAtMs: 9_000 })?.status).toBe(
      'muxing',
    );
  });

  it('says nothing where the counter knows of no recording', () => {
    expect(mergeRecording(null, { status: 'recording', trouble: null, lastWrittenAtMs: 1 })).toBeNull();
  });
});
