import type { FlowRole } from '../definition/flow-names.ts';
import {
  defineNodeType,
  type Json,
  type JsonObject,
  type NodeContext,
  type NodeManifest,
  type NodeStep,
  type NodeType,
} from '../nodes/node-type.ts';
import { isStaffSide } from '../nodes/shared/fields.ts';
import { refuseInvalid, refuseState } from '../nodes/shared/refuse.ts';
import { type ComponentAction, type ComponentManifest, componentType } from './component-manifest.ts';
import { zodOf } from './component-schema.ts';

type Kept = { readonly input: Json; readonly by: FlowRole; readonly atMs: number };
type Data = { readonly kept: Readonly<Record<string, Kept>> };
type Config = JsonObject;

const made = new WeakMap<ComponentManifest, NodeType>();

/** A node type like any other, made of a manifest alone: what it does is said there, and nothing of the bank's is run. */
export function componentNodeType(component: ComponentManifest): NodeType {
  const known = made.get(component);
  if (known !== undefined) return known;
  const type = defineNodeType<Config, Data>({
    manifest: nodeManifest(component),
    behaviour: {
      enter: () => ({ data: { kept: {} } }),
      act: (data, { name, input, actor }, context) => act(component, data, name, { input, by: actor.role, atMs: context.nowMs }, context),
      view: (data, role, { config }) => ({
        page: component.page.sha256,
        config,
        kept: Object.fromEntries(Object.entries(data.kept).filter(([name]) => isSeenBy(component.actions[name], role))),
        can: Object.entries(component.actions)
          .filter(([, action]) => action.roles.some((each) => each === role) && isDue(action, data))
          .map(([action, { title }]) => ({ action, title })),
      }),
    },
  });
  made.set(component, type);
  return type;
}

function nodeManifest(component: ComponentManifest): NodeManifest<Config> {
  const { title, description, icon, category, config, outputs, ports, actors, needs, actions } = component;
  return {
    ...{ type: componentType(component), title, description, icon, category, outputs },
    config: zodOf(config) as NodeManifest<Config>['config'],
    ports: () => ports.map(({ name }) => name),
    actors: () => actors,
    needs: () => needs,
    actions: Object.fromEntries(
      Object.entries(actions).map(([name, { roles, input, personal }]) => [
        name,
        { roles, input: zodOf(input) as NodeManifest['actions'][string]['input'], personal },
      ]),
    ),
    waits: true,
  };
}

function act(component: ComponentManifest, data: Data, name: string, entry: Kept, { config }: NodeContext<Config>): NodeStep<Data> {
  const action = component.actions[name];
  if (action === undefined) return refuseInvalid('No such action');
  if (!isDue(action, data)) refuseState('Something else is to be done before');
  if (!isAmong(action, entry.input, config)) refuseInvalid('There is no such entry');
  const kept = { ...withoutWhatHangsOn(component, data.kept, name), [name]: entry };
  const marks = [{ name: 'component_acted', detail: { action: name, by: entry.by } }];
  if (action.port === undefined) return { data: { kept }, marks };
  return { data: { kept }, marks, done: { port: action.port, outputs: outputsOf(component, kept) } };
}

const isDue = ({ after }: ComponentAction, { kept }: Data): boolean => after.every((name) => Object.hasOwn(kept, name));

function isAmong({ among }: ComponentAction, input: Json, config: Config): boolean {
  if (among === undefined) return true;
  const wanted = fieldOf(input, among.field);
  const list = config[among.list];
  return Array.isArray(list) && list.some((entry: Json) => fieldOf(entry, among.key) === wanted);
}

function withoutWhatHangsOn({ actions }: ComponentManifest, kept: Data['kept'], name: string): Data['kept'] {
  const gone = new Set([name]);
  for (let before = 0; before < gone.size; ) {
    before = gone.size;
    for (const [other, { after }] of Object.entries(actions)) if (after.some((each) => gone.has(each))) gone.add(other);
  }
  return Object.fromEntries(Object.entries(kept).filter(([other]) => !gone.has(other)));
}

/** What was never put in is null. */
function outputsOf({ outputs }: ComponentManifest, kept: Data['kept']): JsonObject {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { from }]) => [name, fieldOf(kept[from.action]?.input ?? null, from.field) ?? null]),
  );
}

function fieldOf(value: Json, field: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, field)) return undefined;
  return (value as JsonObject)[field];
}

function isSeenBy(action: ComponentAction | undefined, role: FlowRole): boolean {
  if (action === undefined) return false;
  return action.seenBy.some((each) => each === role || (each === 'agent' && isStaffSide(role)));
}
