import type { NodeId } from '@guichet/protocol';

/** What the choice of a node goes by. */
export interface NodeCandidate {
  readonly nodeId: NodeId;
  readonly zone: string;
  readonly capacityRooms: number;
  /** Rooms that it has or is just being asked to open. */
  readonly rooms: number;
  /** Share of one core that its busiest worker uses. */
  readonly busiestWorkerRatio: number;
}

/** Nodes that could take a room, best first: those of the wanted zone, then the emptiest, then the least busy. Full ones are left out. */
export function placementOrder<Candidate extends NodeCandidate>(candidates: readonly Candidate[], wantedZone: string): Candidate[] {
  return candidates
    .filter((node) => node.rooms < node.capacityRooms)
    .sort(
      (a, b) =>
        Number(b.zone === wantedZone) - Number(a.zone === wantedZone) ||
        a.rooms / a.capacityRooms - b.rooms / b.capacityRooms ||
        a.busiestWorkerRatio - b.busiestWorkerRatio ||
        a.nodeId.localeCompare(b.nodeId),
    );
}
