import { hashOf } from '@guichet/evidence';
import type { FlowVersionStatus, LocalText } from '@guichet/protocol';
import { ComponentManifest, componentType, type Problem, problem } from '@guichet/workflow';
import { z } from 'zod';
import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';
import type { FlowDefinitions } from '../flows/flow-definitions.ts';

type Reader = Tx | PrismaClient;

/** As much of a definition as says which components it brings along; what they are is for the compiler to say. */
const Bringing = z.object({
  nodes: z.array(z.object({ id: z.string(), type: z.string() })),
  components: z.array(ComponentManifest).default([]),
});

/**
 * Components of a definition that are not installed as they stand in it, or that came from somebody whom nobody trusts any more; as problems of the steps
 * that they are. In a transaction the bundles that are used stay until it ends.
 */
export async function componentProblems(reader: Reader, raw: unknown): Promise<readonly Problem[]> {
  const parsed = Bringing.safeParse(raw);
  if (!parsed.success || parsed.data.components.length === 0) return [];
  const { nodes, components } = parsed.data;
  const types = components.map(componentType);
  await reader.$queryRaw`
    select 1 from "Bundle" b join "BundleComponent" c on c."bundleName" = b."name" and c."bundleVersion" = b."version"
    where c."type" = any(${types}) for share of b`;
  const rows = await reader.bundleComponent.findMany({
    where: { type: { in: types }, bundle: { key: { revokedAt: null } } },
    select: { type: true, hash: true },
  });
  const missing = components.filter((manifest) => {
    const [type, hash] = [componentType(manifest), hashOf(manifest)];
    return !rows.some((row) => row.type === type && row.hash === hash);
  });
  return missing.flatMap((manifest) => {
    const type = componentType(manifest);
    const steps = nodes.filter((node) => node.type === type);
    const places = steps.length === 0 ? [{}] : steps.map(({ id }) => ({ nodeId: id }));
    return places.map((place) => problem('component_not_installed', { ...place, detail: manifest.title['zh-CN'] }));
  });
}

export interface FlowUsing {
  readonly flow: string;
  readonly version: number;
  readonly status: FlowVersionStatus;
  readonly title: LocalText;
  /** Node types that it is made of, those of the flows that it calls included. */
  readonly types: ReadonlySet<string>;
}

const Titled = z.object({ title: z.object({ 'zh-CN': z.string(), en: z.string() }) });

/** Versions that need the components that they are made of: in review, in force, or with sessions under way. */
export async function flowsUsing(reader: Reader, definitions: FlowDefinitions): Promise<readonly FlowUsing[]> {
  const rows = await reader.flowVersion.findMany({
    where: { OR: [{ status: { in: ['in_review', 'published'] } }, { runs: { some: { status: 'running' } } }] },
    orderBy: [{ key: 'asc' }, { version: 'desc' }],
  });
  return Promise.all(
    rows.map(async ({ key, version, status, definition }) => {
      const all = [definition, ...(await definitions.subFlows(reader, definition)).values()];
      const types = new Set(all.flatMap((each) => (Bringing.safeParse(each).data?.components ?? []).map(componentType)));
      return { flow: key, version, status: status as FlowVersionStatus, title: Titled.parse(definition).title, types };
    }),
  );
}
