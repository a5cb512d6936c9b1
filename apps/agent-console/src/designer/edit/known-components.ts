import type { Language, LocalText } from '@guichet/protocol';
import { ComponentManifest, componentNodeType, componentType, nodeRegistry, type NodeType } from '@guichet/workflow';

/**
 * Components of the bank's own that this page has met: installed ones, and those of flows that were opened. A type's name holds its version, and means
 * the same for ever, so that what was learned once stays right.
 */
const known = new Map<string, { readonly manifest: ComponentManifest; readonly type: NodeType }>();

export function learnComponents(manifests: readonly ComponentManifest[]): void {
  for (const manifest of manifests) {
    const name = componentType(manifest);
    if (!known.has(name)) known.set(name, { manifest, type: componentNodeType(manifest) });
  }
}

/** What the counter lists; anything that this page does not understand is left out. */
export function learnInstalled(raw: readonly unknown[]): readonly ComponentManifest[] {
  const manifests = raw.flatMap((each) => ComponentManifest.safeParse(each).data ?? []);
  learnComponents(manifests);
  return manifests;
}

export const componentOf = (type: string): ComponentManifest | undefined => known.get(type)?.manifest;

/** What ships, and what a bank brought. */
export const nodeTypeOf = (type: string): NodeType | undefined => nodeRegistry.get(type) ?? known.get(type)?.type;

/** What a component calls a way on from it. */
export function ownPortName(port: string, language: Language): string | undefined {
  const titles = [...known.values()].flatMap(({ manifest }): LocalText[] =>
    manifest.ports.flatMap(({ name, title }) => (name === port ? [title] : [])),
  );
  return titles[0]?.[language];
}
