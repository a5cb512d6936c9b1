import type { Operation } from '../operation.ts';
import { cardOperations } from './cards.ts';
import { coreOperations } from './core.ts';
import { insurerOperations } from './insurer.ts';
import { lendingOperations } from './lending.ts';
import { registryOperations } from './registry.ts';

/** Everything that the demo bank's systems do. */
export const operations: readonly Operation[] = [
  ...coreOperations,
  ...registryOperations,
  ...lendingOperations,
  ...insurerOperations,
  ...cardOperations,
];
