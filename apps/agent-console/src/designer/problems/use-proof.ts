import type { FlowProblemView, FlowProofView } from '@guichet/protocol';
import { AppError, type ErrorCode } from '@guichet/protocol';
import { nodeRegistry, validateFlow } from '@guichet/workflow';
import { useEffect, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { definitionOf, type Draft } from '../edit/draft.ts';

/** Nothing is asked while typing goes on. */
const VALIDATE_AFTER_MS = 120;
const PROVE_AFTER_MS = 500;
const AGAIN_AFTER_MS = 5_000;

export interface Findings {
  readonly problems: readonly FlowProblemView[];
  /** Null while there are problems, while the counter is away, and for whoever may not ask. */
  readonly proof: FlowProofView | null;
  /** The proof is not of what is on the screen: it is being asked for anew. */
  readonly isProving: boolean;
  readonly failed: ErrorCode | null;
}

const NOTHING: Findings = { problems: [], proof: null, isProving: true, failed: null };

/** Problems at once, by the validation that runs here; the proof, against the packs of the counter, a moment later. */
export function useProof(draft: Draft, mayAsk: boolean): Findings {
  const { http } = useServices();
  const [findings, setFindings] = useState<Findings>(NOTHING);
  useEffect(() => {
    const definition = definitionOf(draft);
    if (definition === null) {
      setFindings({ ...NOTHING, isProving: false });
      return;
    }
    const gone = new AbortController();
    const local = setTimeout(() => {
      // Sub-flows are at the counter, which says what is wrong with them.
      const problems = validateFlow(definition, { registry: nodeRegistry }).filter(({ code }) => !code.includes('sub_flow'));
      setFindings((before) => ({ ...before, problems, isProving: mayAsk }));
    }, VALIDATE_AFTER_MS);
    const prove = async (): Promise<void> => {
      try {
        const { problems, proof } = await http.request('flows.prove', { body: { definition: definition as never }, signal: gone.signal });
        setFindings({ problems, proof, isProving: false, failed: null });
      } catch (thrown) {
        if (gone.signal.aborted) return;
        setFindings((before) => ({ ...before, isProving: false, failed: AppError.from(thrown).code }));
        timer = setTimeout(() => void prove(), AGAIN_AFTER_MS);
      }
    };
    let timer = mayAsk ? setTimeout(() => void prove(), PROVE_AFTER_MS) : undefined;
    return () => {
      gone.abort();
      clearTimeout(local);
      clearTimeout(timer);
    };
  }, [draft, mayAsk, http]);
  return findings;
}
