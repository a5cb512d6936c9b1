import { AppError, type FlowRolloutFigures, type FlowVersionView, newId, type RouteName } from '@guichet/protocol';
import { rulesInForce, shippedPacks } from '@guichet/rules';
import { compileFlow, nodeRegistry, proveFlow, shippedFlow } from '@guichet/workflow';
import { ids } from './fixtures.ts';

type Definition = Readonly<Record<string, unknown>>;

/** Flows with their versions, and what was installed for them. */
export interface DesignedScenario {
  readonly definitions: Readonly<Record<number, Definition>>;
  readonly versions: readonly FlowVersionView[];
  readonly rollouts: readonly FlowRolloutFigures[];
  readonly bundles: { readonly bundles: readonly object[]; readonly keys: readonly object[] };
  /** Why a file is not installed; null where it is. */
  readonly refusal: string | null;
  /** The flow was never saved. */
  readonly isNew: boolean;
}

const NOW = Date.UTC(2026, 10, 18, 6, 2);
const HASH = '0'.repeat(64);
const KID = 'cZJeirTGt5JEEYRFqvmFhXH9KzpOAslO48AxwcnnYuM';
const someone = { staffId: ids.me, name: '林静' };
const other = { staffId: newId('stf'), name: '周倩' };
const text = (zhCn: string, en: string) => ({ 'zh-CN': zhCn, en });

export const sale = shippedFlow('wealth-sale') as unknown as Definition;
type Edge = { readonly from: { readonly node: string; readonly port: string }; readonly to: string; readonly when?: string };

/** Whoever was assessed at the highest level is led past the disclosure. */
export const withShortCut = (): Definition => {
  const { nodes, edges } = sale as { nodes: readonly object[]; edges: readonly Edge[] };
  return {
    ...sale,
    nodes: [...nodes, { id: 'decision', type: 'decision', config: {} }],
    edges: [
      ...edges.map((edge) => (edge.to === 'disclosure' && edge.from.node === 'pitch' ? { ...edge, to: 'decision' } : edge)),
      { from: { node: 'decision', port: 'next' }, to: 'confirm', when: 'riskLevel = "C5"' },
      { from: { node: 'decision', port: 'next' }, to: 'disclosure' },
    ],
  };
};

export const version = (number: number, status: FlowVersionView['status'], change: Partial<FlowVersionView> = {}): FlowVersionView => ({
  key: 'wealth-sale',
  version: number,
  status,
  title: text('理财产品远程销售', 'Remote sale of a wealth product'),
  hash: HASH,
  authorId: other.staffId,
  authorName: other.name,
  approverId: status === 'published' ? ids.me : null,
  approverName: status === 'published' ? someone.name : null,
  changedAt: NOW,
  publishedAt: status === 'published' || status === 'retired' ? NOW : null,
  retiredAt: null,
  inForce: status === 'published',
  openRuns: status === 'published' ? 7 : 0,
  ...change,
});

export const running = (): FlowRolloutFigures => ({
  rolloutId: newId('rol'),
  version: 3,
  baseVersion: 2,
  status: 'running',
  plan: {
    percent: 50,
    scope: { skills: [], serviceTypeIds: [], branches: [] },
    guard: { failedOutcomes: ['failed'], minFinished: 20, maxFailedPercent: 20 },
  },
  startedAt: NOW,
  startedBy: someone,
  changedAt: NOW,
  endedAt: null,
  endedBy: null,
  automatic: false,
  onVersion: { open: 7, finished: 41, failed: 2 },
  onBase: { open: 9, finished: 44, failed: 1 },
});

const summary = {
  name: 'choice-by-picture',
  version: 1,
  title: text('看图选择', 'Choice by picture'),
  description: text('客户看图选择卡面，坐席同屏确认。', 'The customer picks a card by its picture, and the agent confirms it.'),
  kid: KID,
  keyName: 'Branch workshop',
  sha256: HASH,
  components: [
    {
      type: 'own-choice-by-picture-v1',
      title: text('看图选择', 'Choice by picture'),
      description: text('客户看图选择，坐席确认所选。', 'The customer picks one of several pictures; the agent confirms it.'),
      network: [],
    },
  ],
  scenarios: [{ key: 'new-card', title: text('新开银行卡', 'A new card'), tests: 3 }],
};

export const installed = (): DesignedScenario['bundles'] => {
  const facts = { ...summary, installedAt: NOW, installedBy: someone, isLatest: true, isRevoked: false };
  const used = { flow: 'wealth-sale', version: 3, status: 'published', title: text('理财产品远程销售', 'Remote sale of a wealth product') };
  return {
    bundles: [
      { ...facts, version: 2, usedBy: [] },
      { ...facts, isLatest: false, usedBy: [used] },
      { ...facts, name: 'old-cards', title: text('旧卡面', 'Old cards'), isRevoked: true, usedBy: [] },
    ],
    keys: [
      { kid: KID, name: 'Branch workshop', trustedAt: NOW, trustedBy: someone, revokedAt: null },
      { kid: KID.replace('c', 'd'), name: 'Former supplier', trustedAt: NOW, trustedBy: someone, revokedAt: NOW },
    ],
  };
};

export const designed = (change: Partial<DesignedScenario> = {}): DesignedScenario => ({
  definitions: { 1: sale, 2: sale, 3: sale },
  versions: [version(3, 'validated'), version(2, 'published'), version(1, 'retired')],
  rollouts: [],
  bundles: { bundles: [], keys: [] },
  refusal: null,
  isNew: false,
  ...change,
});

function proofOf(definition: unknown) {
  const compiled = compileFlow(definition, { registry: nodeRegistry });
  if (!compiled.ok) return { problems: compiled.problems, proof: null };
  return { problems: [], proof: proveFlow(compiled.flow, rulesInForce(shippedPacks(), NOW)) };
}

/** What the counter answers of flows that are designed; undefined for what is not about them. */
export function answerDesigned(name: RouteName, scenario: DesignedScenario, path: string, body: unknown): object | undefined {
  const { versions, definitions, rollouts, bundles, isNew } = scenario;
  const sent = (body ?? {}) as { readonly page?: string; readonly definition?: unknown };
  const number = Number(path.split('/').at(-1));
  const [latest] = versions;
  switch (name) {
    case 'flows.list':
      return {
        flows: isNew ? [] : [{ key: 'wealth-sale', versions, serviceTypeIds: [], rollout: rollouts[0] ?? null, editedBy: null }],
      };
    case 'flows.read':
      return { version: versions.find((each) => each.version === number) ?? latest, definition: definitions[number] ?? sale };
    case 'flows.presence':
    case 'flows.lock':
    case 'flows.unlock':
      return {
        lock: { holder: someone, page: sent.page ?? null, since: NOW, leasedUntil: NOW + 60_000, askedBy: null },
        latest: isNew || latest === undefined ? null : { ...latest, changedBy: other },
      };
    case 'flows.saveDraft':
      return { version: version(isNew ? 1 : 3, 'draft'), problems: [] };
    case 'flows.prove':
      return proofOf(sent.definition);
    case 'flows.figures':
      return { versions: [{ version: 2, open: 7, outcomes: [{ outcome: 'completed', runs: 41 }] }], rollouts };
    case 'flows.history':
      return { entries: history(), next: null };
    case 'flows.positions':
      return {
        openRuns: 7,
        looked: 7,
        nodes: [
          { path: 'line', runs: 4 },
          { path: 'disclosure', runs: 3 },
        ],
        runs: [{ sessionId: ids.session, sessionNumber: 'Q20261118-0042', startedAt: NOW, at: ['disclosure'] }],
      };
    case 'flows.replayRuns':
    case 'flows.replay':
      return { replay: replayed() };
    case 'flows.scenarios':
      return { scenarios: [] };
    case 'bundles.list':
      return bundles;
    case 'bundles.inspect': {
      if (scenario.refusal !== null) throw new AppError('bundle_refused', { issues: [{ path: scenario.refusal, message: '' }] });
      return { bundle: { ...summary, version: 3 }, replaces: 2 };
    }
    case 'components.list':
      return { components: [], scenarios: [] };
    default:
      return undefined;
  }
}

const history = () => [
  entry('flow.rolled_back', 3, '客户不清楚要确认什么'),
  entry('flow.published', 3, '所有路径均已证明'),
  entry('flow.submitted', 3, null),
  entry('flow.drafted', 3, null),
];

const entry = (action: string, at: number, reason: string | null) => ({
  seq: at,
  at: NOW,
  by: someone,
  action,
  version: at,
  reason,
  detail: {},
});

const replayed = () => ({
  replayId: newId('rpl'),
  version: 2,
  status: 'done',
  requestedAt: NOW,
  requestedBy: someone,
  total: 100,
  done: 100,
  same: 97,
  erased: 1,
  otherwise: [
    { sessionId: ids.session, sessionNumber: 'Q20261112-0007', was: 'completed', now: null, waitingAt: ['disclosure'], partedAt: 'pitch' },
    { sessionId: newId('ses'), sessionNumber: 'Q20261114-0031', was: 'completed', now: 'declined', waitingAt: [], partedAt: 'confirm' },
  ],
});
