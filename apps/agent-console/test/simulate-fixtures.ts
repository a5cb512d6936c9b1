import { type FlowScenarioView, newId, type RouteName } from '@guichet/protocol';
import { shippedFlow } from '@guichet/workflow';
import type { HttpReply } from '../src/app/http-client.ts';
import { ids } from './fixtures.ts';

/** One flow that is worked on, with its saved tests. */
export interface SimulateScenario {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly scenarios: FlowScenarioView[];
  /** Somebody else edits it. */
  readonly lockedBy: string | null;
}

const NOW = Date.UTC(2026, 10, 18, 6, 2);
const someone = { staffId: ids.me, name: '林静' };

export const simulated = (change: Partial<SimulateScenario> = {}): SimulateScenario => ({
  definition: shippedFlow('wealth-sale') as unknown as SimulateScenario['definition'],
  scenarios: [],
  lockedBy: null,
  ...change,
});

export const savedTest = (title: string, scenario: object): FlowScenarioView => ({
  scenarioId: newId('scn'),
  title,
  scenario: { formatVersion: 1, ...scenario } as FlowScenarioView['scenario'],
  changedAt: NOW,
  changedBy: someone,
});

type Reply = HttpReply<'flows.list'> | HttpReply<'flows.read'> | HttpReply<'flows.presence'> | HttpReply<'flows.scenarios'> | object;

/** What the counter answers of the flow that is simulated; undefined for what is not about it. */
export function answerSimulated(
  name: RouteName,
  { definition, scenarios, lockedBy }: SimulateScenario,
  path: string,
  body: unknown,
): Reply | undefined {
  const version = {
    key: String(definition['key']),
    version: 3,
    status: 'draft',
    title: definition['title'],
    hash: '0'.repeat(64),
    authorId: ids.me,
    authorName: someone.name,
    approverId: null,
    approverName: null,
    changedAt: NOW,
    publishedAt: null,
    retiredAt: null,
    inForce: false,
    openRuns: 0,
  };
  const sent = body as { readonly page?: string; readonly title?: string; readonly scenario?: FlowScenarioView['scenario'] } | undefined;
  const scenarioId = path.split('/').at(-1) as FlowScenarioView['scenarioId'];
  const at = scenarios.findIndex((scenario) => scenario.scenarioId === scenarioId);
  switch (name) {
    case 'flows.list':
      return { flows: [{ key: version.key, versions: [version], serviceTypeIds: [], rollout: null, editedBy: null }] };
    case 'flows.read':
      return { version, definition };
    case 'flows.presence':
    case 'flows.lock':
    case 'flows.unlock': {
      const holder = lockedBy === null ? someone : { staffId: newId('stf'), name: lockedBy };
      const lease = { since: NOW, leasedUntil: NOW + 60_000, askedBy: null };
      return { lock: { holder, page: lockedBy === null ? (sent?.page ?? null) : '0'.repeat(16), ...lease }, latest: null };
    }
    case 'flows.scenarios':
      return { scenarios };
    case 'flows.saveScenario': {
      const saved = { ...savedTest(sent?.title ?? '', sent?.scenario ?? {}), scenarioId };
      scenarios.splice(at === -1 ? scenarios.length : at, at === -1 ? 0 : 1, saved);
      return { scenario: saved };
    }
    case 'flows.removeScenario':
      scenarios.splice(at, 1);
      return {};
    default:
      return undefined;
  }
}
