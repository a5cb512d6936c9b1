import { COMPONENT_CONTRACT, LocalText } from '@guichet/protocol';
import { z } from 'zod';
import { FlowRole, Name, PortName, VariableType } from '../definition/flow-names.ts';
import { nodeCategories, nodeNeeds } from '../nodes/node-type.ts';
import { ComponentSchema } from './component-schema.ts';

/** Characters of a manifest as JSON. */
const MAX_MANIFEST = 64 * 1024;

/** Those who can be shown the page of a component. */
const ComponentRole = FlowRole.extract(['customer', 'agent', 'guest']);

/** Something a person can do on the component's page. */
const ComponentAction = z.strictObject({
  title: LocalText,
  roles: z.array(ComponentRole).min(1).max(3),
  /** What the page may send; anything else is refused. */
  input: ComponentSchema,
  /** The input holds personal values: the log gets a commitment to it, the value stands beside. */
  personal: z.boolean().default(false),
  /** Who is shown what was put in last; staff see what the agent sees. */
  seenBy: z.array(ComponentRole).max(3).default(['customer', 'agent']),
  /** Actions that must have been done before. When one of them is done again, what was done on the strength of it no longer stands. */
  after: z.array(Name).max(8).default([]),
  /** The field of the input that names an entry of a list in the configuration, by that entry's own field. */
  among: z.strictObject({ field: Name, list: Name, key: Name }).optional(),
  /** Where the step ends with it; without one the input is kept and the step goes on. */
  port: PortName.optional(),
});
export type ComponentAction = z.infer<typeof ComponentAction>;

/**
 * A component of a bank's own, as data: what a designer configures, what a person may do, what comes out. It says all that the engine, the
 * validation, the proof and the simulation need; its page only draws.
 */
export const ComponentManifest = z
  .strictObject({
    /** The version of the `postMessage` contract that its page speaks. */
    contract: z.literal(COMPONENT_CONTRACT),
    name: z.string().regex(/^[a-z][a-z-]{1,30}[a-z]$/),
    version: z.number().int().min(1).max(9_999),
    title: LocalText,
    description: LocalText,
    /** Name of an icon of Tabler's set; one that the console does not have is drawn as a piece of a puzzle. */
    icon: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
    category: z.enum(nodeCategories),
    config: ComponentSchema.refine(({ type }) => type === 'object', 'the configuration is an object'),
    ports: z
      .array(z.strictObject({ name: PortName, title: LocalText }))
      .min(1)
      .max(8),
    actors: z.array(ComponentRole).min(1).max(3),
    needs: z.array(z.enum(nodeNeeds)).max(nodeNeeds.length).default([]),
    actions: z.record(Name, ComponentAction),
    /** Results, each a field of what was put in last with an action. */
    outputs: z.record(
      Name,
      z.strictObject({
        type: VariableType,
        title: LocalText,
        personal: z.boolean().default(false),
        from: z.strictObject({ action: Name, field: Name }),
      }),
    ),
    /** Where its page may send and fetch, as origins; nowhere by default. */
    network: z
      .array(z.url({ protocol: /^https$/ }).refine(isOrigin, 'is an origin, without a path'))
      .max(5)
      .default([]),
    /** The page that draws it, by its fingerprint. */
    page: z.strictObject({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      sizeBytes: z
        .number()
        .int()
        .min(1)
        .max(1024 * 1024),
    }),
  })
  .superRefine((manifest, context) => {
    for (const message of contradictions(manifest)) context.addIssue({ code: 'custom', message });
  });
export type ComponentManifest = z.infer<typeof ComponentManifest>;

/** The node type's name: `own-` keeps it apart from what ships, the version from what it was before. */
export const componentType = ({ name, version }: Pick<ComponentManifest, 'name' | 'version'>): string => `own-${name}-v${version}`;

export const haveOwnTypes = (components: readonly Pick<ComponentManifest, 'name' | 'version'>[]): boolean =>
  new Set(components.map(componentType)).size === components.length;

function isOrigin(url: string): boolean {
  return URL.canParse(url) && new URL(url).origin === url;
}

type Parts = Omit<z.infer<typeof ComponentManifest>, never>;

/** What no schema of one field can see. */
function contradictions(manifest: Parts): string[] {
  const { actions, outputs, ports, config } = manifest;
  const known = Object.entries(actions);
  const names = ports.map(({ name }) => name);
  const left = new Set(known.flatMap(([, { port }]) => (port === undefined ? [] : [port])));
  return [
    ...(JSON.stringify(manifest).length > MAX_MANIFEST ? ['it is larger than 64 KB'] : []),
    ...(new Set(names).size < names.length ? ['a port is named twice'] : []),
    ...names.filter((port) => !left.has(port)).map((port) => `no action leads to the port ${port}`),
    ...[...left].filter((port) => !names.includes(port)).map((port) => `the port ${port} is not named`),
    ...known.flatMap(([name, { after, among, input }]) => [
      ...after
        .filter((other) => !Object.hasOwn(actions, other) || other === name)
        .map((other) => `${name} comes after ${other}, which there is not`),
      ...(among !== undefined && (!hasField(input, among.field) || !hasField(config, among.list))
        ? [`${name} chooses among something that there is not`]
        : []),
    ]),
    ...Object.entries(outputs).flatMap(([name, { from, personal }]) => {
      const action = Object.hasOwn(actions, from.action) ? actions[from.action] : undefined;
      if (action === undefined || !hasField(action.input, from.field)) return [`${name} comes from something that there is not`];
      return action.personal && !personal ? [`${name} is personal, as what it comes from is`] : [];
    }),
    ...(hasCircle(actions) ? ['actions wait for one another'] : []),
  ];
}

function hasField(schema: ComponentSchema, field: string): boolean {
  return schema.type === 'object' && Object.hasOwn(schema.properties, field);
}

/** Takes away what waits for nothing that is left, until nothing more goes. */
function hasCircle(actions: Parts['actions']): boolean {
  let open = Object.entries(actions);
  for (;;) {
    const left = open.filter(([, { after }]) => after.some((other) => open.some(([name]) => name === other)));
    if (left.length === open.length) return left.length > 0;
    open = left;
  }
}
