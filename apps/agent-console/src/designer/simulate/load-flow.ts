import type { FlowVersionView } from '@guichet/protocol';
import { type CompiledFlow, compileFlow, nodeRegistry, type Problem, subFlowRef } from '@guichet/workflow';
import type { HttpClient } from '../../app/http-client.ts';
import type { LocalCopies } from '../drafts/local-copies.ts';
import { definitionOf, type Draft, readDraft } from '../edit/draft.ts';
import { placed } from '../edit/layout.ts';

export type LoadedFlow =
  | {
      readonly kind: 'ready';
      readonly flow: CompiledFlow;
      readonly draft: Draft;
      /** Null for a flow that was never saved. */
      readonly version: FlowVersionView | null;
      readonly isLatest: boolean;
    }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  | { readonly kind: 'none' };

interface Asked {
  readonly flow: string;
  /** Null for the latest, with what this computer has beyond it. */
  readonly version: number | null;
  readonly copies: LocalCopies;
}

/** Sub-flows within sub-flows; the engine allows fewer. */
const MAX_SUB_FLOWS = 50;

/**
 * A flow ready to be tried, with the sub-flows that it names.
 * @throws AppError where the counter cannot be asked.
 */
export async function loadFlow(http: HttpClient, { flow, version: asked, copies }: Asked, signal: AbortSignal): Promise<LoadedFlow> {
  const { flows } = await http.request('flows.list', { signal });
  const latest = flows.find(({ key }) => key === flow)?.versions[0]?.version;
  const number = asked ?? latest;
  const saved = number === undefined ? null : await http.request('flows.read', { params: { flow, version: String(number) }, signal });
  // Whoever comes from the canvas may be faster than what was drawn there last is saved.
  const copy = asked === null ? copies.read(flow) : null;
  const definition = copy !== null && copy.baseHash === (saved?.version.hash ?? null) ? definitionOf(copy.draft) : saved?.definition;
  if (definition === null || definition === undefined) return { kind: 'none' };
  const read = readDraft(definition);
  if (!read.ok) return { kind: 'problems', problems: read.problems };
  const subFlows = await loadSubFlows(http, definition, signal);
  const compiled = compileFlow(definition, { registry: nodeRegistry, subFlows, ...(number === undefined ? {} : { version: number }) });
  if (!compiled.ok) return { kind: 'problems', problems: compiled.problems };
  return { kind: 'ready', flow: compiled.flow, draft: placed(read.draft), version: saved?.version ?? null, isLatest: number === latest };
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
