import { newId } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { type NodeCandidate, placementOrder } from './placement.ts';

const node = (facts: Partial<NodeCandidate>): NodeCandidate => ({
  nodeId: newId('nod'),
  zone: 'east',
  capacityRooms: 10,
  rooms: 0,
  busiestWorkerRatio: 0,
  ...facts,
});

describe('placement', () => {
  it('prefers the zone, however full, to another one', () => {
    const near = node({ rooms: 9 });
    const far = node({ zone: 'west' });
    expect(placementOrder([far, near], 'east')).toEqual([near, far]);
  });

  it('prefers within a zone the node with the greatest share left, then the least busy', () => {
    const large = node({ capacityRooms: 100, rooms: 10 });
    const small = node({ capacityRooms: 10, rooms: 5 });
    const busy = node({ capacityRooms: 100, rooms: 10, busiestWorkerRatio: 0.8 });
    expect(placementOrder([small, busy, large], 'east')).toEqual([large, busy, small]);
  });

  it('leaves out what is full', () => {
    expect(placementOrder([node({ rooms: 10 })], 'east')).toEqual([]);
  });
});
