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

/** What the mend of a rule names: segments, tags, matters, rules that lines are read for. What is wanted first, then what it has to come before. */
function namesIn(mend: string): { readonly wanted: ReadonlySet<string>; readonly later: ReadonlySet<string> } {
  const [wanted = '', later = ''] = [...mend.matchAll(/\(([^)]*)\)/g)].map(([, inside = '']) => inside);
  return { wanted: new Set(wanted.split(/,\s*/)), later: new Set(later.split(/,\s*/).filter((name) => name !== '')) };
}

function isAbout(names: ReadonlySet<string>, { segment, tags, config }: DraftNode): boolean {
  if (segment !== undefined && names.has(segment)) return true;
  if (tags.some((tag) => names.has(tag))) return true;
  const text = JSON.stringify(config);
  return [...names].some((name) => text.includes(`"rule":"${name}"`) || text.includes(`"about":"${name}"`));
}

export function mendsOf(draft: Draft, { path, mend }: RuleProofView): readonly Mend[] {
  const ids = edgeIds(draft.edges);
  const edges = path.flatMap(({ edge }) => {
    if (edge === null) return [];
    const index = draft.edges.findIndex(({ from, to }) => from.node === edge.from && from.port === edge.port && to === edge.to);
    const id = ids[index];
    return id === undefined ? [] : [{ id, from: edge.from, to: edge.to }];
  });
  const last = edges.at(-1);
  if (mend === null || last === undefined) return [];
  const { wanted, later } = namesIn(mend.en);
  const passed = new Set(path.map(({ node }) => node));
  const here = draft.nodes.flatMap((node): Mend[] => {
    if (passed.has(node.id) || !isAbout(wanted, node)) return [];
    const onward = reachedFrom(draft, node.id);
    // The edge that goes past it: where it would come back to the path, and to nothing that led there.
    const past = edges.find(({ from, to }) => onward.has(to) && !onward.has(from));
    return past === undefined ? [] : [{ kind: 'lead', edgeId: past.id, to: node.id, title: titleOf(node) }];
  });
  if (here.length > 0) return here.slice(0, MOST);
  const before = edges.find(({ to }) => draft.nodes.some((node) => node.id === to && isAbout(later, node))) ?? last;
  const groups = readyMadeSteps().toSorted((a, b) => Number(isLike(draft, b.flow)) - Number(isLike(draft, a.flow)));
  return groups
    .flatMap(({ steps }) => steps.filter(({ node }) => isAbout(wanted, node)))
    .map(({ id, title }): Mend => ({ kind: 'insert', edgeId: before.id, component: id, title }))
    .slice(0, MOST);
}

function reachedFrom(draft: Draft, id: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { from, to } of draft.edges) {
      if (from.node !== at || seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return seen;
}

/** Of several flows that have such a step, the one for the same business comes first. */
const isLike = (draft: Draft, flow: string): boolean => flow.split('-')[0] === draft.product.split('_')[0];
