import { expect, test } from 'vitest';
import { testRegistry } from '../testing/harness.ts';
import { flowJsonSchema } from './json-schema.ts';

test('the published schema names the format and the configuration of every node type', () => {
  const schema = flowJsonSchema(testRegistry) as { properties: object; $defs: Record<string, { $id: string; properties?: object }> };
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['formatVersion', 'nodes', 'edges', 'variables']));
  for (const { manifest } of testRegistry.all) {
    expect(schema.$defs[`config-${manifest.type}`]?.$id).toBe(`urn:guichet:flow:1:config:${manifest.type}`);
  }
  expect(schema.$defs['config-fork']?.properties).toHaveProperty('branches');
});
