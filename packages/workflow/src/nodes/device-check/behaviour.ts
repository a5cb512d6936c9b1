import { request } from '../effect-contracts.ts';
import { type JsonObject, type NodeStep, type NodeType, defineNodeType } from '../node-type.ts';
import { type DeviceCheckConfig, deviceCheckManifest } from './manifest.ts';

const missing = ['camera', 'microphone', 'network'] as const;
type Missing = (typeof missing)[number];
type Data = { readonly tries: number; readonly missing: readonly Missing[] };

/** The check itself is made by the customer's page and noted in the session's log (`check.reported`). */
export const deviceCheck: NodeType = defineNodeType<DeviceCheckConfig, Data>({
  manifest: deviceCheckManifest,
  behaviour: {
    enter: () => ({ data: { tries: 0, missing: [] }, effects: [request('check.start', {})] }),
    receive(data, { name, payload }, { config }) {
      if (name === 'check.reported') return judge(data, payload, config);
      if (name !== 'ticket.issued' || config.mandatory) return { data };
      return {
        data,
        marks: [{ name: 'check_skipped', detail: { tries: data.tries } }],
        done: { port: 'passed', outputs: { verdict: 'not_evaluated', skipped: true } },
      };
    },
    view: (data, role, { config }) => ({
      missing: data.missing,
      triesLeft: config.attempts - data.tries,
      maySkip: role === 'customer' && !config.mandatory,
    }),
  },
});

function judge(data: Data, report: JsonObject, config: DeviceCheckConfig): NodeStep<Data> {
  const lacks = missing.filter((part) => isMissing(part, report, config));
  const next = { tries: data.tries + 1, missing: lacks };
  const verdict = typeof report['verdict'] === 'string' ? report['verdict'] : 'not_evaluated';
  const outputs = { verdict, skipped: false };
  const marks = [{ name: 'check_reported', detail: { try: next.tries, missing: lacks, verdict } }];
  if (lacks.length === 0) return { data: next, marks, done: { port: 'passed', outputs } };
  if (next.tries >= config.attempts) return { data: next, marks, done: { port: 'failed', outputs } };
  return { data: next, marks };
}

/** A line that could not be measured passes only where nothing is asked of it: a check that did not run never passes. */
function isMissing(part: Missing, report: JsonObject, config: DeviceCheckConfig): boolean {
  if (part !== 'network') return config[part] && report[part] !== true;
  if (config.network === 'any') return false;
  return config.network === 'good' ? report['verdict'] !== 'good' : report['verdict'] !== 'good' && report['verdict'] !== 'poor';
}
