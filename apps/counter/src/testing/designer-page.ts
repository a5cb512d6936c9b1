import type { FlowPresenceView, FlowProblemView, FlowRolloutView, FlowVersionView } from '@guichet/protocol';
import type { SignedIn, WholeCounter } from './whole-counter.ts';

export interface DesignerAnswer {
  readonly status: number;
  readonly body: FlowPresenceView & {
    readonly rollout: FlowRolloutView | null;
    readonly version: FlowVersionView;
    readonly problems: FlowProblemView[];
    readonly code?: string;
    readonly issues?: readonly { readonly path: string; readonly message: string }[];
  };
}

let pages = 0;

/** One open page of a designer, as the counter sees it. It knows of a flow what it was told. */
export class DesignerPage {
  readonly who: SignedIn;
  readonly page: string;
  /** Hash of the latest version that it knows of. */
  hash: string | null = null;
  readonly #counter: WholeCounter;
  readonly #flow: string;

  constructor(counter: WholeCounter, who: SignedIn, flow: string) {
    pages += 1;
    this.#counter = counter;
    this.who = who;
    this.#flow = flow;
    this.page = `page${String(pages).padStart(12, '0')}`;
  }

  /** At the flow's own address: `ask('POST', '/lock', { page })`. */
  async ask(method: string, path: string, body: unknown = {}): Promise<DesignerAnswer> {
    const answer = await this.#counter.ask(method, `/v1/flows/${this.#flow}${path}`, {
      ...this.who,
      ...(method === 'GET' ? {} : { body }),
    });
    return { status: answer.status, body: answer.body as DesignerAnswer['body'] };
  }

  async presence(): Promise<FlowPresenceView> {
    return (await this.ask('GET', '/presence')).body;
  }

  /** Takes the flow, and learns where it stands. */
  async lock(takeOver = false): Promise<DesignerAnswer> {
    const answer = await this.ask('POST', '/lock', { page: this.page, takeOver });
    if (answer.status === 200) this.hash = answer.body.latest?.hash ?? null;
    return answer;
  }

  async unlock(handOver = false): Promise<DesignerAnswer> {
    return this.ask('POST', '/unlock', { page: this.page, handOver });
  }

  async save(definition: object): Promise<DesignerAnswer> {
    const answer = await this.ask('PUT', '/draft', { definition, baseHash: this.hash, page: this.page });
    if (answer.status === 200) this.hash = answer.body.version.hash;
    return answer;
  }

  /** Asks for a look at what it saved last. */
  async submit(version: number): Promise<DesignerAnswer> {
    return this.ask('POST', `/versions/${version}/submit`, { hash: this.hash });
  }

  /** Approves what is in review, as it stands there. */
  async publish(version: number, rollout: object | null = null): Promise<DesignerAnswer> {
    const { latest } = await this.presence();
    return this.ask('POST', `/versions/${version}/publish`, { hash: latest?.hash, reason: 'looked at it', rollout });
  }

  /** From the lock to the review. @returns the version's number */
  async saveAndSubmit(definition: object): Promise<number> {
    await this.lock(true);
    const { version } = (await this.save(definition)).body.version;
    const submitted = await this.submit(version);
    if (submitted.status !== 200) throw new Error(`Not submitted: ${JSON.stringify(submitted.body)}`);
    return version;
  }
}

/** The code of a refusal; the status where it was none. */
export const codeOf = ({ body, status }: { readonly status: number; readonly body: { readonly code?: string } }): unknown =>
  body.code ?? status;
