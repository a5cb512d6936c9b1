import { expect, it } from 'vitest';
import { factsAfter, noFacts, unmetNeeds } from './session-facts.ts';

const after = (...signals: readonly [name: string, recordingId: string][]) =>
  signals.reduce((facts, [name, recordingId]) => factsAfter(facts, { name, payload: { recordingId } }), noFacts);

it('is recorded from the confirmation on', () => {
  expect(unmetNeeds(['call', 'recording'], after(['call.started', 'rec_1']))).toEqual(['recording']);
  expect(unmetNeeds(['call', 'recording'], after(['call.started', 'rec_1'], ['recording.confirmed', 'rec_1']))).toEqual([]);
});

it('has to be confirmed anew under another recording, and does not listen to the one before', () => {
  const moved = after(['call.started', 'rec_1'], ['recording.confirmed', 'rec_1'], ['call.moved', 'rec_2']);
  expect(moved.recording).toBe(false);
  const confirmed = factsAfter(moved, { name: 'recording.confirmed', payload: { recordingId: 'rec_2' } });
  expect(factsAfter(confirmed, { name: 'recording.stopped', payload: { recordingId: 'rec_1' } }).recording).toBe(true);
  expect(factsAfter(confirmed, { name: 'recording.stopped', payload: { recordingId: 'rec_2' } }).recording).toBe(false);
});

it('stays recorded when the call moves and its recording goes on', () => {
  expect(after(['call.started', 'rec_1'], ['recording.confirmed', 'rec_1'], ['call.moved', 'rec_1']).recording).toBe(true);
});
