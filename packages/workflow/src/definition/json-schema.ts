import { z } from 'zod';
import type { NodeRegistry } from '../nodes/registry.ts';
import { FLOW_FORMAT_VERSION, FlowDefinition } from './flow-definition.ts';

/**
 * The published JSON schema (draft 2020-12) of the saved format, with the configuration of every node type under `$defs`. An editor checks the
 * shape with it; what connects one node with another is what `validate` looks at.
 */
export function flowJsonSchema(registry: NodeRegistry): Record<string, unknown> {
  const schema = z.toJSONSchema(FlowDefinition, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' });
  const configs = registry.all.map(({ manifest }) => [
    `config-${manifest.type}`,
    {
      // A resource of its own, so that references inside it mean its own definitions.
      $id: `urn:guichet:flow:${FLOW_FORMAT_VERSION}:config:${manifest.type}`,
      title: manifest.title.en,
      description: manifest.description.en,
      ...z.toJSONSchema(manifest.config, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' }),
    },
  ]);
  return {
    ...schema,
    $id: `urn:guichet:flow:${FLOW_FORMAT_VERSION}`,
    title: 'Guichet flow definition',
    $defs: { ...(schema['$defs'] as Record<string, unknown> | undefined), ...Object.fromEntries(configs) },
  };
}
