import { type InstalledScenarioView, newId } from '@guichet/protocol';
import type { HttpClient } from '../../app/http-client.ts';
import { definitionOf, type Draft } from '../edit/draft.ts';
import { editorPage } from '../drafts/editor-page.ts';

/** A new flow together with the stories that it has to go by: it is saved at once, as they belong to a flow that the counter knows. */
export async function saveWithTests(http: HttpClient, draft: Draft, tests: InstalledScenarioView['tests']): Promise<void> {
  const [flow, page] = [draft.key, editorPage()];
  const definition = definitionOf(draft);
  if (definition === null) return;
  await http.request('flows.lock', { params: { flow }, body: { page } });
  await http.request('flows.saveDraft', { params: { flow }, body: { definition: definition as never, baseHash: null, page } });
  for (const { title, scenario } of tests)
    await http.request('flows.saveScenario', { params: { flow, scenarioId: newId('scn') }, body: { title, scenario, page } });
  await http.request('flows.unlock', { params: { flow }, body: { page } });
}
