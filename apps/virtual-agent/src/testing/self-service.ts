import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ApiCustomer } from '@guichet/e2e/kit/api-page.ts';
import { Installation } from '@guichet/e2e/kit/installation.ts';
import { runEverywhere } from '@guichet/e2e/kit/own-flow.ts';
import { Pacer } from '@guichet/e2e/kit/pacer.ts';
import { SteadyParty } from '@guichet/e2e/kit/scripted-call.ts';
import type { SeededRandom } from '@guichet/e2e/kit/seeded-random.ts';
import { until } from '@guichet/e2e/kit/until.ts';
import { AppError } from '@guichet/protocol';
import { z } from 'zod';

const MOST_TRIES = 5;
/** A busy machine degrades recordings, and with them the step. */
const HELD_FOR_MS = 60_000;
const NETWORK = {
  ...{ rttMs: 20, jitterMs: 1, uplinkLossRatio: 0, downlinkLossRatio: 0, uplinkKbps: 2_000, downlinkKbps: 2_000 },
  ...{ freezeCount: 0, freezeMs: 0, concealedRatio: 0 },
};

const StepView = z.object({
  line: z.object({ key: z.string(), choices: z.array(z.object({ key: z.string(), again: z.boolean() })) }).nullable(),
  mayAnswer: z.boolean(),
});

const SHIPPED = resolve(import.meta.dirname, '../../../../packages/workflow/src/flows/self-service.json');
const Flow = z.looseObject({ key: z.string(), nodes: z.array(z.looseObject({ id: z.string(), config: z.looseObject({}) })) });

/** An installation whose counter has virtual agents, and whose services all run the flow for them, welcoming the customer with these lines. */
export async function startSelfService(lines: readonly object[]): Promise<Installation> {
  const installation = await Installation.start({
    pages: false,
    childEnv: { counter: { VIRTUAL_AGENT_COMMAND: JSON.stringify([process.execPath, join(import.meta.dirname, '../main.ts')]) } },
  });
  const shipped = Flow.parse(JSON.parse(readFileSync(SHIPPED, 'utf8')));
  const nodes = shipped.nodes.map((node) => (node.id === 'welcome' ? { ...node, config: { ...node.config, lines } } : node));
  const definition = { ...shipped, nodes, key: 'short-self-service' };
  await runEverywhere(installation, definition);
  return installation;
}

/** A line of a few words, with every class of answer. */
export const SHORT_LINE = {
  key: 'ready',
  text: { 'zh-CN': '可以开始吗？', en: 'May we begin?' },
  choices: [
    { key: 'go', title: { 'zh-CN': '可以', en: 'Yes' }, class: 'expected' },
    { key: 'again', title: { 'zh-CN': '再说一遍', en: 'Say it again' }, class: 'repeat' },
    { key: 'stop', title: { 'zh-CN': '不办了', en: 'I stop here' }, class: 'refused' },
  ],
};

/** A customer who serves themselves, without a browser. */
export class SelfServiceCustomer {
  readonly page: ApiCustomer;
  media: SteadyParty;
  readonly #join: () => SteadyParty;

  /** Through notice and check, into the call that the virtual agent is in. */
  static async enter(installation: Installation, random: SeededRandom): Promise<SelfServiceCustomer> {
    const { privateValues } = installation;
    const page = await ApiCustomer.enter(installation, privateValues.makeUpCustomer(random));
    await until('the customer is connected', () => page.connected);
    for (const { kind, textVersion, language } of page.view?.notices ?? [])
      await page.request('consent.decide', { kind, textVersion, language, decision: 'accepted' });
    await until('the check is open', () => page.view?.flow?.current[0]?.type === 'device-check');
    await page.request('check.report', { camera: true, microphone: true, speaker: true, network: NETWORK });
    await until('the call is there', () => page.view?.call != null, 20_000);
    const getPass = (pageKey: string) => page.request('call.join', { pageKey });
    return new SelfServiceCustomer(page, () => new SteadyParty({ random, privateValues, pacer: new Pacer(), getPass }));
  }

  private constructor(page: ApiCustomer, join: () => SteadyParty) {
    this.page = page;
    this.#join = join;
    this.media = join();
  }

  /** Neither seen nor heard, nor hearing anything; the page stays. */
  async goAway(): Promise<void> {
    await this.media.close();
  }

  comeBack(): void {
    this.media = this.#join();
  }

  async close(): Promise<void> {
    await this.media.close();
    this.page.close();
  }

  get virtualAgent() {
    return this.page.view?.call?.parties.find(({ role }) => role === 'virtual_agent');
  }

  /** The line of the virtual agent that it is at. */
  get line() {
    return this.#view?.line ?? null;
  }

  /** Nothing can be done at the step until something is as it has to be. */
  get isHeld(): boolean {
    return (this.#step?.held.length ?? 0) > 0;
  }

  /** The line was said to its end. */
  get isAsked(): boolean {
    return this.#view?.mayAnswer === true;
  }

  /** The answers are on the page and can be tapped. */
  get mayAnswer(): boolean {
    return this.page.connected && this.#step?.mayAct === true && this.isAsked;
  }

  async answer(choice: (line: NonNullable<typeof this.line>) => string | undefined): Promise<void> {
    const { line } = this;
    if (line === null) throw new Error('Nothing was asked');
    await this.act('answer', { line: line.key, choice: choice(line) ?? null });
  }

  /** A step may be held between the look at it and the tap: then the view that says so is on its way, and the customer taps again when it goes on. */
  async act(action: string, input: unknown = null): Promise<void> {
    for (let tries = 0; ; tries++) {
      await until(`${action} may be done`, () => this.page.connected && this.#step?.mayAct === true, HELD_FOR_MS);
      const { viewCount } = this.page;
      const nodeRunId = this.#step?.nodeRunId ?? '';
      try {
        await this.page.request('step.act', { nodeRunId, action, input: input as never });
        return;
      } catch (error) {
        if (AppError.from(error).code !== 'wrong_state' || tries === MOST_TRIES) throw error;
        await until('the page hears what has changed', () => this.page.viewCount > viewCount);
      }
    }
  }

  get #step() {
    return this.page.view?.flow?.current[0];
  }

  get #view() {
    return StepView.safeParse(this.#step?.view).data;
  }
}
