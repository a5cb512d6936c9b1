import type { FlowVersionView } from '@guichet/protocol';
import { type CompiledFlow, compileFlow, nodeRegistry, type Problem, subFlowRef } from '@guichet/workflow';
import type { HttpClient } from '../../app/http-client.ts';
import { type Draft, readDraft } from '../edit/draft.ts';
import { placed } from '../edit/layout.ts';

export type LoadedFlow =
  | {
      readonly kind: 'ready';
      readonly flow: CompiledFlow;
      readonly draft: Draft;
      readonly version: FlowVersionView;
      readonly isLatest: boolean;
    }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  | { readonly kind: 'none' };

/** Sub-flows within sub-flows; the engine allows fewer. */
const MAX_SUB_FLOWS = 50;

/**
 * A version of a flow, ready to be tried, with the sub-flows that it names.
 * @throws AppError where the counter cannot be asked.
 */
export async function loadFlow(http: HttpClient, flow: string, asked: number | null, signal: AbortSignal): Promise<LoadedFlow> {
  const { flows } = await http.request('flows.list', { signal });
  const latest = flows.find(({ key }) => key === flow)?.versions[0]?.version;
  const number = asked ?? latest;
  if (number === undefined) return { kind: 'none' };
  const { version, definition } = await http.request('flows.read', { params: { flow, version: String(number) }, signal });
  const read = readDraft(definition);
  if (!read.ok) return { kind: 'problems', problems: read.problems };
  const subFlows = await loadSubFlows(http, definition, signal);
  const compiled = compileFlow(definition, { registry: nodeRegistry, subFlows, version: number });
  if (!compiled.ok) return { kind: 'problems', problems: compiled.problems };
  return { kind: 'ready', flow: compiled.flow, draft: placed(read.draft), version, isLatest: number === latest };
}

async function loadSubFlows(http: HttpClient, definition: unknown, signal: AbortSignal): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>();
  const open = [definition];
  for (let raw = open.pop(); raw !== undefined && found.size < MAX_SUB_FLOWS; raw = open.pop()) {
    const read = readDraft(raw);
    for (const { type, config } of read.ok ? read.draft.nodes : []) {
      const { flow, version } = config;
      if (type !== 'sub-flow' || typeof flow !== 'string' || typeof version !== 'number') continue;
      const name = subFlowRef(flow, version);
      if (found.has(name)) continue;
      // One that is not there is a problem of the flow, which the compilation names.
      const inner = await http.request('flows.read', { params: { flow, version: String(version) }, signal }).catch(() => null);
      if (inner === null) continue;
      found.set(name, inner.definition);
      open.push(inner.definition);
    }
  }
  return found;
}
