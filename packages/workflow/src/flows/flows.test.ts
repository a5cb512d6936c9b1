import { describe, expect, it } from 'vitest';
import { validateFlow } from '../engine/compile.ts';
import { nodeRegistry } from '../nodes/all.ts';
import { shippedFlows } from './index.ts';

describe('the flows that ship', () => {
  it.each(shippedFlows.map((flow) => [(flow as { key: string }).key, flow]))('%s has no problem', (_key, flow) => {
    expect(validateFlow(flow, { registry: nodeRegistry })).toEqual([]);
  });
});
