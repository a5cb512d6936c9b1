import { AppError, type FlowNeed, type FlowView, type LocalText, newId } from '@guichet/protocol';
import { ActionRefused, type FlowRole, type Json, nodeRegistry } from '@guichet/workflow';
import { NodeRunner } from '@guichet/workflow/testing/node-run';

export interface FixtureStepOptions {
  readonly type: string;
  readonly title: LocalText;
  readonly config: object;
  /** What happened before the page looks. */
  readonly before?: (node: NodeRunner) => void;
  readonly held?: readonly FlowNeed[];
  readonly canGoBack?: boolean;
}

const DONE = 3;
const TOTAL = 6;

/** One step of a flow, worked on by the node type itself: what the page sends is checked and what it is shown comes from there. */
export class FixtureStep {
  readonly node: NodeRunner;
  readonly #options: FixtureStepOptions;
  readonly #flowRunId = newId('flr');

  constructor(options: FixtureStepOptions) {
    this.#options = options;
    const type = nodeRegistry.get(options.type);
    if (type === undefined) throw new Error(`no such node type: ${options.type}`);
    // Entered a while ago, so that there was time to read.
    this.node = new NodeRunner(type, { config: options.config, nowMs: Date.now() - 120_000 });
    options.before?.(this.node);
  }

  /** @throws AppError as the counter refuses. */
  act(role: FlowRole, { action, input }: { readonly action: string; readonly input: Json }): void {
    try {
      this.node.nowMs = Date.now();
      this.node.act(role, action, input);
    } catch (cause) {
      throw cause instanceof ActionRefused ? new AppError(cause.code === 'invalid' ? 'bad_request' : cause.code, { cause }) : cause;
    }
  }

  flow(): FlowView {
    const { type, title, held = [], canGoBack = false } = this.#options;
    const { manifest } = this.node.type;
    const isDone = this.node.done !== null;
    const actions = Object.entries(manifest.actions).flatMap(([name, { roles }]) => (roles.includes('customer') ? [name] : []));
    const by = [...manifest.actors(this.node.config)];
    return {
      flowRunId: this.#flowRunId,
      version: 1,
      title,
      progress: { done: isDone ? DONE + 1 : DONE, total: TOTAL },
      steps: [{ nodeRunId: 'step#1', nodeId: 'step', type, title, status: isDone ? 'done' : 'current', by }],
      current: isDone
        ? []
        : [
            {
              nodeRunId: 'step#1',
              nodeId: 'step',
              type,
              title,
              mayAct: by.includes('customer'),
              actions,
              held: [...held],
              view: this.node.view('customer') as FlowView['current'][number]['view'],
              canGoBack,
              deadlineAt: null,
            },
          ],
      segment: null,
      outcome: null,
      canEscalate: false,
    };
  }
}
