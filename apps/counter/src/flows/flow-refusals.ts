import { AppError } from '@guichet/protocol';
import { type FlowProof, type Problem, unproved } from '@guichet/workflow';

/** As many as an error names. */
const MAX_NAMED = 20;

/** What is wrong with a definition, by node. */
export const refusedByProblems = (problems: readonly Problem[]): AppError =>
  new AppError('bad_request', {
    issues: problems.slice(0, MAX_NAMED).map(({ code, nodeId }) => ({ path: (nodeId ?? '').slice(0, 100), message: code })),
  });

/** Which rules are not proved, and where their paths end. */
export const refusedByRules = (proof: FlowProof): AppError =>
  new AppError('flow_unproved', {
    issues: unproved(proof)
      .slice(0, MAX_NAMED)
      .map(({ ruleId, path }) => ({ path: (path.at(-1)?.node ?? '').slice(0, 100), message: ruleId })),
  });
