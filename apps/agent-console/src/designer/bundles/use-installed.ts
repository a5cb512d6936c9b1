import { useQuery } from '@tanstack/react-query';
import { componentType } from '@guichet/workflow';
import type { InstalledScenarioView } from '@guichet/protocol';
import { useServices } from '../../app/services.ts';
import { learnInstalled } from '../edit/known-components.ts';

export interface Installed {
  /** Node types of the bank's own components, the newest version of each. */
  readonly types: readonly string[];
  /** Flows to start from. */
  readonly scenarios: readonly InstalledScenarioView[];
}

const NONE: Installed = { types: [], scenarios: [] };

/** What was installed from bundles; nothing until that is known. */
export function useInstalled(): Installed {
  const { http } = useServices();
  const { data } = useQuery({
    queryKey: ['components'],
    queryFn: async ({ signal }): Promise<Installed> => {
      const { components, scenarios } = await http.request('components.list', { signal });
      learnInstalled(components.map(({ manifest }) => manifest));
      const latest = learnInstalled(components.filter(({ isLatest }) => isLatest).map(({ manifest }) => manifest));
      return { types: latest.map(componentType), scenarios };
    },
  });
  return data ?? NONE;
}
