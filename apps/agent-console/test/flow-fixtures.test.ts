import { FlowActorRole } from '@guichet/protocol';
import { nodeRegistry } from '@guichet/workflow';
import { describe, expect, it } from 'vitest';
import { flowViewNames } from './flow-fixtures.ts';
import views from './flow-views.json' with { type: 'json' };

describe('what node types show in tests', () => {
  it.each(flowViewNames)('%s is of a node type that there is, with actions and actors that it has', (name) => {
    const { type, actions, by } = views[name];
    const nodeType = nodeRegistry.get(type);
    expect(nodeType?.manifest.type).toBe(type);
    expect(Object.keys(nodeType?.manifest.actions ?? {})).toEqual(expect.arrayContaining([...actions]));
    for (const role of by) expect([...FlowActorRole.options, 'system']).toContain(role);
  });
});
