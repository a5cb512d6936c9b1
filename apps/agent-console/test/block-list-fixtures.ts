import type { BlockListProblem, BlockListView } from '@guichet/protocol';

/** Documents that the bank does not take, as its page is told. */
export const blockList = (change: Partial<BlockListView> = {}): BlockListView => ({
  total: 1_204,
  byReason: [
    { reason: 'lost', count: 903 },
    { reason: 'stolen', count: 288 },
    { reason: 'fraud', count: 13 },
  ],
  changedAt: Date.UTC(2026, 10, 20, 1, 30),
  changedBy: '周敏',
  ...change,
});

interface Taken {
  readonly isApplied: boolean;
  readonly problems: readonly { readonly line: number; readonly problem: BlockListProblem }[];
  readonly problemCount: number;
  readonly added: number;
  readonly removed: number;
  readonly list: BlockListView;
}

/** A file that was taken … */
export const takenBlockList = (change: Partial<Taken> = {}): Taken => ({
  ...{ isApplied: true, problems: [], problemCount: 0, added: 12, removed: 0, list: blockList() },
  ...change,
});

/** … and one that was not. */
export const refusedBlockList = (): Taken =>
  takenBlockList({
    isApplied: false,
    problems: [
      { line: 3, problem: 'bad_number' },
      { line: 18, problem: 'unknown_type' },
    ],
    problemCount: 204,
    added: 0,
  });
