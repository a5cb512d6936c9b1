import type { Language } from '@guichet/protocol';
import { nodeCategories, type NodeManifest, nodeRegistry } from '@guichet/workflow';
import { paste } from '../edit/clipboard.ts';
import { type Draft, type DraftNode, manifestOf, type Point } from '../edit/draft.ts';
import { newNode } from '../edit/new-node.ts';
import { readyMadeSteps } from '../edit/ready-made.ts';

/** Something to be put into a flow: a bare step of a type (`script`), or one that a shipped flow has ready (`wealth-sale/disclosure`). */
export interface PaletteItem {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly help: string;
}

export interface PaletteGroup {
  readonly id: string;
  readonly title: string;
  readonly items: readonly PaletteItem[];
}

const readyMade = readyMadeSteps();
const readyMadeById = new Map(readyMade.flatMap(({ steps }) => steps.map((step) => [step.id, step] as const)));

export function componentGroups(
  language: Language,
  categoryTitle: (category: (typeof nodeCategories)[number] | 'own') => string,
  ownTypes: readonly string[],
): readonly PaletteGroup[] {
  const itemOf = ({ type, title, description }: NodeManifest): PaletteItem => ({
    ...{ id: type, type, title: title[language], help: description[language] },
  });
  const own = ownTypes.flatMap((type) => manifestOf(type) ?? []).map(itemOf);
  const shipped = nodeCategories.map((category) => ({
    id: category,
    title: categoryTitle(category),
    items: nodeRegistry.all.filter(({ manifest }) => manifest.category === category).map(({ manifest }) => itemOf(manifest)),
  }));
  return own.length === 0 ? shipped : [...shipped, { id: 'own', title: categoryTitle('own'), items: own }];
}

export function readyMadeGroups(language: Language): readonly PaletteGroup[] {
  return readyMade.map(({ flow, title, steps }) => ({
    id: flow,
    title: title[language],
    items: steps.map(({ id, node, title: stepTitle }) => ({
      id,
      type: node.type,
      title: stepTitle[language],
      help: `${manifestOf(node.type)?.title[language] ?? node.type} · ${title[language]}`,
    })),
  }));
}

/** Every word has to be found in the title, the help or the type. */
export function found(groups: readonly PaletteGroup[], query: string): readonly PaletteGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  const matches = ({ title, help, type }: PaletteItem): boolean => {
    const text = `${title} ${help} ${type}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups.map((group) => ({ ...group, items: group.items.filter(matches) })).filter(({ items }) => items.length > 0);
}

export const isComponent = (id: string): boolean => readyMadeById.has(id) || manifestOf(id) !== undefined;

/** The step that a component becomes in a flow, and the flow with the variables and segments that it brings along but without the step. */
export function stepFrom(draft: Draft, component: string, at: Point): { readonly draft: Draft; readonly node: DraftNode } {
  const ready = readyMadeById.get(component);
  if (ready === undefined) return { draft, node: newNode(draft, component) };
  const pasted = paste(draft, ready.clipping, at);
  const node = pasted.draft.nodes.find(({ id }) => id === pasted.ids[0]) as DraftNode;
  return { node, draft: { ...draft, variables: pasted.draft.variables, segments: pasted.draft.segments } };
}
