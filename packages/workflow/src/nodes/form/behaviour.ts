import type { z } from 'zod';
import type { FlowRole } from '../../definition/flow-definition.ts';
import { type FlowActor, type JsonObject, type NodeContext, type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseForbidden, refuseInvalid } from '../shared/refuse.ts';
import { type TakenOver, takeOver, takeOverView } from '../shared/take-over.ts';
import { type Entries, applyingFields, entryOf, initialEntries, problemsOf, valueOf } from './entries.ts';
import type { FormField } from './field-config.ts';
import { fieldProblem, hasShapeOf } from './field-problem.ts';
import { type EditInput, type FormConfig, formManifest } from './manifest.ts';

type Data = {
  readonly entries: Entries;
  readonly last: { readonly field: string; readonly by: FlowRole; readonly atMs: number } | null;
  /** Absent from forms that were opened before it could be done. */
  readonly takenOver?: TakenOver | null;
};
type Context = NodeContext<FormConfig>;

/** What somebody types stands at once for both, wrong or not; handed in is only what is right. */
export const form: NodeType = defineNodeType<FormConfig, Data>({
  manifest: formManifest,
  behaviour: {
    enter: ({ config, nowMs }) => ({ data: { entries: initialEntries(config.fields, nowMs), last: null } }),
    act(data, { name, input, actor }, context) {
      switch (name) {
        case 'edit':
          return edit(data, input as z.infer<typeof EditInput>, actor, context);
        case 'take_over': {
          const { config, nowMs } = context;
          const { takenOver, mark } = takeOver({ input, actor, nowMs, allowed: config.mayTakeOver, before: data.takenOver ?? null });
          return { data: { ...data, takenOver }, marks: [mark] };
        }
        default:
          return submit(data, actor, context);
      }
    },
    view: (data, role, context) => viewOf(data, role, context.config),
  },
});

function edit(data: Data, { field: key, value }: z.infer<typeof EditInput>, actor: FlowActor, { config, nowMs }: Context): NodeStep<Data> {
  const field = applyingFields(config.fields, data.entries).find((one) => one.key === key);
  if (!field) return refuseInvalid('This form has no such field now');
  if (!mayFillIn(field, actor.role, data.takenOver ?? null)) refuseForbidden('This field is filled in by somebody else');
  if (!hasShapeOf(field, value)) refuseInvalid('The field cannot hold such a value');
  const entry = { value, by: actor.role, byId: actor.id, atMs: nowMs };
  return { data: { ...data, entries: { ...data.entries, [key]: entry }, last: { field: key, by: actor.role, atMs: nowMs } } };
}

/** Hidden fields are left out: what was typed before the form changed is nobody's answer any more. */
function submit(data: Data, actor: FlowActor, { config }: Context): NodeStep<Data> {
  if (!mayHandIn(config, actor.role, data.takenOver ?? null)) refuseForbidden('Somebody else hands this form in');
  const problems = problemsOf(config.fields, data.entries);
  if (problems.length > 0) refuseInvalid(`Not right yet: ${problems.map(({ field }) => field).join(', ')}`);
  const applying = applyingFields(config.fields, data.entries);
  const values = Object.fromEntries(applying.map(({ key }) => [key, valueOf(data.entries, key)]));
  const authors = Object.fromEntries(
    applying.flatMap(({ key }) => {
      const entry = entryOf(data.entries, key);
      return entry === null ? [] : [[key, { by: entry.by, byId: entry.byId, atMs: entry.atMs }]];
    }),
  );
  return {
    data,
    marks: [{ name: 'form_submitted', detail: { by: actor.role, fields: applying.map(({ key }) => key) } }],
    done: { port: 'done', outputs: { values, authors } },
  };
}

function viewOf({ entries, last, takenOver = null }: Data, role: FlowRole, config: FormConfig): JsonObject {
  const { title, fields } = config;
  const applying = applyingFields(fields, entries);
  const seen = applying.filter(({ visibleTo }) => isSeenBy(visibleTo, role));
  const isMissing = seen.map((field) => fieldProblem(field, valueOf(entries, field.key)) !== null);
  return {
    title,
    fields: seen.map((field) => fieldView(field, entries, !mayFillIn(field, role, takenOver))),
    last: last !== null && seen.some(({ key }) => key === last.field) ? last : null,
    left: isMissing.filter(Boolean).length,
    // One that the reader does not see counts as well, so that the button tells the truth.
    complete: problemsOf(fields, entries).length === 0,
    maySubmit: mayHandIn(config, role, takenOver),
    ...takeOverView(takenOver, role, config.mayTakeOver),
  };
}

function fieldView(field: FormField, entries: Entries, locked: boolean): JsonObject {
  const { key, type, title, help, required, options, min, max, maxLength, unit } = field;
  const entry = entryOf(entries, key);
  return {
    key,
    type,
    title,
    help,
    required,
    options,
    min,
    max,
    maxLength,
    unit,
    locked,
    value: entry?.value ?? null,
    by: entry?.by ?? null,
    at: entry?.atMs ?? null,
    // Nobody is told that a field is empty before they have come to it.
    error: entry === null ? null : fieldProblem(field, entry.value),
  };
}

/** What was taken over is the agent's to fill in as well, but for what is kept from them. */
function mayFillIn({ editableBy, visibleTo }: FormField, role: FlowRole, takenOver: TakenOver | null): boolean {
  if (isOneOf(editableBy, role)) return true;
  return takenOver !== null && role === 'agent' && isOneOf(editableBy, 'customer') && isOneOf(visibleTo, 'agent');
}

const mayHandIn = ({ submitBy }: FormConfig, role: FlowRole, takenOver: TakenOver | null): boolean =>
  isOneOf(submitBy, role) || (takenOver !== null && role === 'agent' && isOneOf(submitBy, 'customer'));

const isOneOf = (roles: readonly FlowRole[], role: FlowRole) => roles.includes(role);
/** A supervisor who looks in sees what the agent sees. */
const isSeenBy = (roles: readonly FlowRole[], role: FlowRole) => roles.includes(role) || (isStaffSide(role) && roles.includes('agent'));
