import type { LocalText } from '@guichet/protocol';
import { type Draft, type DraftNode, edgeIds, titleOf } from '../edit/draft.ts';
import { readyMadeSteps } from '../edit/ready-made.ts';
import type { RuleProofView } from './proof-overlay.ts';

/** Something that may mend a path with one press; the proof says afterwards whether it did. */
export type Mend =
  /** The last edge of the path is led to a step that the path goes past. */
  | { readonly kind: 'lead'; readonly edgeId: string; readonly to: string; readonly title: LocalText }
  /** A ready-made step is put on the last edge of the path. */
  | { readonly kind: 'insert'; readonly edgeId: string; readonly component: string; readonly title: LocalText };

const MOST = 3;

/** What the mend of a rule names: segments, tags, matters, rules that lines are read for. */
function namesIn(mend: string): ReadonlySet<string> {
  return new Set([...mend.matchAll(/\(([^)]*)\)/g)].flatMap(([, inside = '']) => inside.split(/,\s*/)));
}

function isAbout(names: ReadonlySet<string>, { segment, tags, config }: DraftNode): boolean {
  if (segment !== undefined && names.has(segment)) return true;
  if (tags.some((tag) => names.has(tag))) return true;
  const text = JSON.stringify(config);
  return [...names].some((name) => text.includes(`"rule":"${name}"`) || text.includes(`"about":"${name}"`));
}

export function mendsOf(draft: Draft, { path, mend }: RuleProofView): readonly Mend[] {
  const edge = path.findLast((step) => step.edge !== null && !step.edge.from.includes('/'))?.edge;
  if (mend === null || edge === null || edge === undefined) return [];
  const index = draft.edges.findIndex(({ from, to }) => from.node === edge.from && from.port === edge.port && to === edge.to);
  const edgeId = edgeIds(draft.edges)[index];
  if (edgeId === undefined) return [];
  const names = namesIn(mend.en);
  const passed = new Set(path.map(({ node }) => node));
  const here = draft.nodes
    .filter((node) => !passed.has(node.id) && isAbout(names, node))
    .map((node): Mend => ({ kind: 'lead', edgeId, to: node.id, title: titleOf(node) }));
  if (here.length > 0) return here.slice(0, MOST);
  const groups = readyMadeSteps().toSorted((a, b) => Number(isLike(draft, b.flow)) - Number(isLike(draft, a.flow)));
  return groups
    .flatMap(({ steps }) => steps.filter(({ node }) => isAbout(names, node)))
    .map(({ id, title }): Mend => ({ kind: 'insert', edgeId, component: id, title }))
    .slice(0, MOST);
}

/** Of several flows that have such a step, the one for the same business comes first. */
const isLike = (draft: Draft, flow: string): boolean => flow.split('-')[0] === draft.product.split('_')[0];
