import { type FlowCurrentView, type FlowNeed, type FlowStepView, FlowView, newId } from '@guichet/protocol';
import views from './flow-views.json' with { type: 'json' };

/** What each node type shows to staff, in the states that look different, as `packages/workflow` answers it. */
export type FlowViewName = keyof typeof views;
export const flowViewNames = Object.keys(views) as FlowViewName[];

/** The moment at which the views were taken; theirs are shifted to now. */
const TAKEN_AT = 1_800_000_000_000;
const DAY = 86_400_000;

function toNow(value: unknown): unknown {
  if (typeof value === 'number') return Math.abs(value - TAKEN_AT) < DAY ? Date.now() + value - TAKEN_AT : value;
  if (Array.isArray(value)) return value.map(toNow);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toNow(member)]));
}

const title = (zhCn: string, en: string) => ({ 'zh-CN': zhCn, en });
const step = (nodeId: string, type: string, name: FlowStepView['title'], status: FlowStepView['status']): FlowStepView => ({
  nodeRunId: status === 'coming' ? null : `${nodeId}.1`,
  nodeId,
  type,
  title: name,
  status,
  by: ['agent'],
});

export const openStep = (name: FlowViewName, change: Partial<FlowCurrentView> = {}): FlowCurrentView => {
  const { type, title: named, actions, view } = views[name];
  return {
    nodeRunId: `${name}.1`,
    nodeId: name,
    type,
    title: named,
    mayAct: actions.length > 0,
    actions,
    held: [],
    view: toNow(view) as FlowCurrentView['view'],
    canGoBack: false,
    deadlineAt: null,
    ...change,
  };
};

/** The wealth sale with these steps open side by side. */
export function flowWith(current: readonly FlowCurrentView[], change: Partial<FlowView> = {}): FlowView {
  const steps: FlowStepView[] = [
    step('consent', 'consent', title('授权同意', 'Consent'), 'done'),
    step('identity', 'identity-document', title('身份核验', 'Identity'), 'done'),
    step('assessment', 'risk-assessment', title('风险测评', 'Risk assessment'), 'done'),
    ...current.map((open) => ({
      ...step(open.nodeId, open.type, open.title, open.held.length > 0 ? ('held' as const) : ('current' as const)),
      nodeRunId: open.nodeRunId,
    })),
    step('confirmation', 'question', title('客户确认', 'Confirmation'), 'coming'),
    step('signing', 'document', title('签署', 'Signing'), 'coming'),
    step('order', 'service', title('下单', 'Order'), 'coming'),
    step('receipt', 'notify', title('存证回执', 'Receipt'), 'coming'),
  ];
  return FlowView.parse({
    flowRunId: newId('flr'),
    version: 12,
    title: title('理财产品远程销售（双录）', 'Remote sale of a wealth product, recorded'),
    progress: { done: 3, total: steps.length },
    steps,
    current,
    segment: 'disclosure',
    outcome: null,
    canEscalate: false,
    ...change,
  });
}

export const flowAt = (name: FlowViewName, change: Partial<FlowCurrentView> = {}): FlowView => flowWith([openStep(name, change)]);

export const heldFor = (...held: FlowNeed[]): Partial<FlowCurrentView> => ({ held, mayAct: false });
