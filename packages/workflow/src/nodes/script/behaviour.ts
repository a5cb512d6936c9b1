import type { z } from 'zod';
import type { FlowRole } from '../../definition/flow-definition.ts';
import { answerTo, failureOf, request } from '../effect-contracts.ts';
import { type JsonObject, type NodeContext, type NodeStep, type NodeType, type Signal, defineNodeType } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import { type LineInput, type ScriptConfig, type ScriptLine, scriptManifest } from './manifest.ts';

type Read = { readonly key: string; readonly atMs: number; readonly heldMs: number; readonly tooFast: boolean };
type Data = {
  readonly at: number;
  readonly sinceMs: number;
  /** The current line was read and the customer has not said yet that it is clear. */
  readonly isRead: boolean;
  readonly read: readonly Read[];
  readonly rereads: number;
  /** Who had the current line read again, until it is ticked. */
  readonly againFor: FlowRole | null;
};
type Context = NodeContext<ScriptConfig>;

/** Strictly in order: nobody ticks a line that is not its turn. */
export const script: NodeType = defineNodeType<ScriptConfig, Data>({
  manifest: scriptManifest,
  behaviour: {
    enter: (context) => begin({ at: 0, sinceMs: context.nowMs, isRead: false, read: [], rereads: 0, againFor: null }, context),
    act(data, { name, input, actor }, context) {
      const line = currentLine(data, (input as z.infer<typeof LineInput>).line, context);
      switch (name) {
        case 'tick':
          if (data.isRead) refuseState('This line was read');
          if (line.readBy !== 'agent') refuseState('Somebody else reads this line');
          return tick(data, line, context);
        case 'acknowledge':
          if (!data.isRead) refuseState('This line was not read yet');
          return goOn(data, [{ name: 'line_acknowledged', detail: { line: line.key } }], context);
        case 'reread':
        case 'ask_again':
          return readAgain(data, line, actor.role, context);
        default:
          return refuseInvalid('No such action');
      }
    },
    receive: (data, signal, context) => spoken(data, signal, context),
    view: (data, role, { config }) => viewOf(data, role, config),
  },
});

function currentLine({ at }: Data, key: string, { config }: Context): ScriptLine {
  const line = config.lines[at];
  if (line?.key !== key) return refuseState('It is not this line’s turn');
  return line;
}

/** A line of the virtual agent's is spoken as soon as it is its turn. */
function begin(data: Data, { config }: Context): NodeStep<Data> {
  const line = config.lines[data.at];
  if (line?.readBy !== 'virtual_agent') return { data };
  return { data, effects: [request('speech.speak', { ref: refOf(data), text: line.text, voice: null })] };
}

const refOf = ({ at, rereads }: Data) => `${at}.${rereads}`;

function spoken(data: Data, signal: Signal, context: Context): NodeStep<Data> {
  const answer = answerTo('speech.speak', signal);
  if (!answer) return { data };
  if (!answer.ok) return { data, failed: failureOf(answer) };
  const line = context.config.lines[data.at];
  const isLate = answer.result.ref !== undefined && answer.result.ref !== refOf(data);
  if (isLate || data.isRead || line?.readBy !== 'virtual_agent') return { data };
  return tick(data, line, context);
}

function tick(data: Data, line: ScriptLine, context: Context): NodeStep<Data> {
  const { config, nowMs } = context;
  const heldMs = nowMs - data.sinceMs;
  const tooFast = line.readBy === 'agent' && heldMs < line.minSeconds * 1_000;
  if (tooFast && config.tooFast === 'refuse') refuseState(`Too fast: reading this line takes ${line.minSeconds} s`);
  const read: Read = { key: line.key, atMs: nowMs, heldMs, tooFast };
  const next = { ...data, isRead: true, againFor: null, read: [...data.read.filter(({ key }) => key !== line.key), read] };
  const mark = { name: 'line_ticked', detail: { line: line.key, number: data.at + 1, heldMs, tooFast, by: line.readBy, rule: line.rule } };
  return line.acknowledge ? { data: next, marks: [mark] } : goOn(next, [mark], context);
}

function goOn(data: Data, marks: NodeStep<Data>['marks'] & object, context: Context): NodeStep<Data> {
  const next = { ...data, at: data.at + 1, isRead: false, againFor: null, sinceMs: context.nowMs };
  if (next.at < context.config.lines.length) return { ...begin(next, context), marks };
  return { data: next, marks, done: { port: 'done', outputs: outputsOf(next) } };
}

function readAgain(data: Data, line: ScriptLine, by: FlowRole, context: Context): NodeStep<Data> {
  const { maxRereads } = context.config;
  const next = { ...data, isRead: false, sinceMs: context.nowMs, rereads: data.rereads + 1, againFor: by };
  const marks = [{ name: 'line_asked_again', detail: { line: line.key, by, time: next.rereads } }];
  if (maxRereads !== null && next.rereads > maxRereads) return { data: next, marks, done: { port: 'unclear', outputs: outputsOf(next) } };
  return { ...begin(next, context), marks };
}

const outputsOf = ({ read, rereads }: Data): JsonObject => ({
  lines: read.length,
  tooFast: read.filter(({ tooFast }) => tooFast).length,
  rereads,
});

/** The customer reads along; rules, least times and flags are the agent's. */
function viewOf(data: Data, role: FlowRole, { lines, tooFast }: ScriptConfig): JsonObject {
  const isStaff = isStaffSide(role);
  const current = lines[data.at];
  return {
    lines: lines.map((line, index) => {
      const shared = {
        key: line.key,
        text: line.text,
        readBy: line.readBy,
        status: index < data.at ? 'done' : index > data.at ? 'coming' : data.isRead ? 'read' : 'current',
        acknowledge: line.acknowledge,
      };
      if (!isStaff) return shared;
      const read = data.read.find(({ key }) => key === line.key);
      return { ...shared, rule: line.rule, minSeconds: line.minSeconds, readAt: read?.atMs ?? null, tooFast: read?.tooFast ?? false };
    }),
    since: data.sinceMs,
    left: lines.length - data.at,
    mayAcknowledge: role === 'customer' && data.isRead,
    mayTick: role === 'agent' && current?.readBy === 'agent' && !data.isRead,
    ...(isStaff ? { rereads: data.rereads, againFor: data.againFor } : {}),
    // Where it is taken with a flag it may be ticked at any time.
    tickFrom: isStaff && tooFast === 'refuse' && current?.readBy === 'agent' ? data.sinceMs + current.minSeconds * 1_000 : null,
  };
}
