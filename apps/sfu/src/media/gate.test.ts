import { newId } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { RecordingGate } from './gate.ts';

const customer = newId('par');
const agent = newId('par');
const expert = newId('par');

function gateWith(...tracks: [participant: typeof customer, active: boolean][]) {
  const gate = new RecordingGate();
  const ids = tracks.map(([participant, active]) => {
    const id = newId('trk');
    gate.add(id, participant, active);
    return id;
  });
  return { gate, ids };
}

describe('RecordingGate', () => {
  it('stays shut while one party alone is written', () => {
    const { gate, ids } = gateWith([customer, true], [customer, true], [agent, true]);
    gate.confirm(ids[0]!);
    gate.confirm(ids[1]!);
    expect(gate.opened).toBe(false);
    expect(ids.some((id) => gate.passes(id))).toBe(false);
  });

  it('opens when every running track of two parties is written, not before', () => {
    const { gate, ids } = gateWith([customer, true], [customer, true], [agent, true]);
    gate.confirm(ids[0]!);
    gate.confirm(ids[2]!);
    expect(gate.opened).toBe(false);
    gate.confirm(ids[1]!);
    expect(gate.opened).toBe(true);
    expect(ids.every((id) => gate.passes(id))).toBe(true);
  });

  it('does not wait for a muted track, and lets it through only once it is written', () => {
    const { gate, ids } = gateWith([customer, true], [customer, false], [agent, true]);
    gate.confirm(ids[0]!);
    gate.confirm(ids[2]!);
    expect(gate.opened).toBe(true);
    gate.setActive(ids[1]!, true);
    expect(gate.passes(ids[1]!)).toBe(false);
    gate.confirm(ids[1]!);
    expect(gate.passes(ids[1]!)).toBe(true);
  });

  it('does not count a party whose tracks are all muted', () => {
    const { gate, ids } = gateWith([customer, true], [agent, false]);
    gate.confirm(ids[0]!);
    expect(gate.opened).toBe(false);
  });

  it('opens when the one track that was waited for goes away', () => {
    const { gate, ids } = gateWith([customer, true], [agent, true], [agent, true]);
    gate.confirm(ids[0]!);
    gate.confirm(ids[1]!);
    gate.remove(ids[2]!);
    expect(gate.opened).toBe(true);
  });

  it('stays open, and holds back a third party until that is written too', () => {
    const { gate, ids } = gateWith([customer, true], [agent, true]);
    for (const id of ids) gate.confirm(id);
    const late = newId('trk');
    gate.add(late, expert, true);
    expect(gate.passes(ids[0]!)).toBe(true);
    expect(gate.passes(late)).toBe(false);
    gate.remove(ids[0]!);
    expect(gate.opened).toBe(true);
    gate.confirm(late);
    expect(gate.passes(late)).toBe(true);
  });

  it('lets a track that is not recorded through as soon as it is open', () => {
    const { gate, ids } = gateWith([customer, true], [agent, true]);
    const unrecorded = newId('trk');
    expect(gate.passes(unrecorded)).toBe(false);
    for (const id of ids) gate.confirm(id);
    expect(gate.passes(unrecorded)).toBe(true);
  });
});
