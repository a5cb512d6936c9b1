import { shippedPacks } from '@guichet/rules';
import { type FlowDefinition, parseDefinition } from '@guichet/workflow';
import { AuditTrail } from '../audit/audit-trail.ts';
import type { Database } from '../database/database.ts';
import { FlowDefinitions } from '../flows/flow-definitions.ts';
import { FlowVersions } from '../flows/flow-versions.ts';

const title = (en: string) => ({ 'zh-CN': en, en });
const edge = (node: string, port: string, to: string) => ({ from: { node, port }, to });

interface TestFlow {
  readonly key: string;
  readonly nodes: readonly object[];
  readonly edges: readonly object[];
  readonly variables?: readonly object[];
}

/** A definition with what every one has to have. */
export function testFlow({ key, nodes, edges, variables = [] }: TestFlow): FlowDefinition {
  const parsed = parseDefinition({
    formatVersion: 1,
    key,
    title: title(key),
    summary: title(key),
    channel: 'remote',
    product: 'account',
    roles: ['customer', 'agent', 'checker'],
    variables,
    start: (nodes[0] as { id: string }).id,
    nodes,
    edges,
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message.en).join('\n'));
  return parsed.definition;
}

/** Waits at the notice; then it is `completed`, or `refused` where `refused` leads to `no`. */
export function noticeFlow(
  key: string,
  { title: name = key, refused = 'no' }: { readonly title?: string; readonly refused?: 'no' | 'done' } = {},
) {
  const flow = testFlow({
    key,
    nodes: [
      { id: 'notice', type: 'consent' },
      { id: 'done', type: 'end', config: { outcome: 'completed' } },
      ...(refused === 'no' ? [{ id: 'no', type: 'end', config: { outcome: 'refused' } }] : []),
    ],
    edges: [edge('notice', 'accepted', 'done'), edge('notice', 'refused', refused)],
  });
  return { ...flow, title: title(name) };
}

/** Is over as soon as the customer comes in. */
export const endingFlow = (key: string, outcome: string): FlowDefinition =>
  testFlow({ key, nodes: [{ id: 'done', type: 'end', config: { outcome } }], edges: [] });

/** From the notice to a call, in which `steps` are made one after another, and its end; by its `otherPort` a step leads on as well. */
export function callFlow(
  key: string,
  steps: readonly { readonly id: string; readonly port: string; readonly otherPort?: string; readonly [more: string]: unknown }[],
): FlowDefinition {
  const inner = steps.map(({ port: _port, otherPort: _otherPort, ...node }) => node);
  const chain = [...steps.map(({ id }) => id), 'done'];
  return testFlow({
    key,
    nodes: [
      { id: 'notice', type: 'consent' },
      { id: 'check', type: 'device-check', config: { camera: false, microphone: false, network: 'any', attempts: 10 } },
      { id: 'line', type: 'queue' },
      { id: 'join', type: 'connect', config: { recorded: false } },
      ...inner,
      { id: 'done', type: 'end', config: { outcome: 'completed' } },
      { id: 'no', type: 'end', config: { outcome: 'refused' } },
    ],
    edges: [
      edge('notice', 'accepted', 'check'),
      edge('notice', 'refused', 'no'),
      edge('check', 'passed', 'line'),
      edge('check', 'failed', 'no'),
      edge('line', 'accepted', 'join'),
      edge('join', 'connected', chain[0] ?? 'done'),
      ...steps.flatMap(({ id, port, otherPort }, index) =>
        [port, otherPort].flatMap((each) => (each === undefined ? [] : [edge(id, each, chain[index + 1] ?? 'done')])),
      ),
    ],
  });
}

/** Puts a flow in force, as what ships is. */
export async function installFlow(database: Database, definition: FlowDefinition): Promise<void> {
  const audit = new AuditTrail({ database, clock: Date.now });
  const versions = new FlowVersions({ database, audit, clock: Date.now, definitions: new FlowDefinitions(), packs: shippedPacks() });
  await database.transaction((tx) => versions.install(tx, definition));
}

/** … and has a service run it. */
export async function bindFlow(database: Database, serviceTypeId: string, definition: FlowDefinition): Promise<void> {
  await installFlow(database, definition);
  await database.prisma.serviceType.update({ where: { id: serviceTypeId }, data: { flowKey: definition.key } });
}
