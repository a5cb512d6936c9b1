import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import pg from 'pg';
import { z } from 'zod';
import { openEntryLink } from '../../kit/api-page.ts';
import { chooseSeed } from '../../kit/config.ts';
import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import { either } from '../../kit/either.ts';
import type { FlashBeepFiles } from '../../kit/flash-beep.ts';
import {
  AgentConsent,
  AgentConversation,
  AgentDocument,
  AgentFaceMatch,
  AgentIdentityDocument,
  AgentLiveness,
  AgentQuestion,
  AgentScript,
  CustomerConsent,
  CustomerDocument,
  CustomerIdentityDocument,
  CustomerLiveness,
  CustomerQuestion,
  CustomerScript,
} from '../../kit/flow-steps/index.ts';
import type { Installation } from '../../kit/installation.ts';
import { residentNumber } from '../../kit/resident-number.ts';
import type { MadeUpCustomer } from '../../kit/private-values.ts';
import { SeededRandom } from '../../kit/seeded-random.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { StepPictures } from '../../kit/step-pictures.ts';
import { expect } from '../fixtures.ts';

const Text = z.object({ 'zh-CN': z.string(), en: z.string() });
const Flow = z.object({
  key: z.string(),
  title: Text,
  nodes: z.array(z.object({ id: z.string(), type: z.string(), config: z.record(z.string(), z.unknown()).default({}) })),
});
const Lines = z.array(z.object({ key: z.string(), text: Text }));

/** A flow that ships, as it stands in its file. */
export function shippedFlow(key: string): z.infer<typeof Flow> {
  const file = join(import.meta.dirname, '../../../packages/workflow/src/flows', `${key}.json`);
  return Flow.parse(JSON.parse(readFileSync(file, 'utf8')));
}

interface FlowDeskOptions {
  readonly installation: Installation;
  readonly flow: string;
  readonly sources: Readonly<Record<'customer' | 'agent', { readonly files: FlashBeepFiles }>>;
  /** Folder of its pictures. */
  readonly name: string;
  /** The link by which a customer enters, and whose it is; somebody new where none is given. */
  readonly entry?: { readonly url: string; readonly person: MadeUpCustomer };
}

/** On a busy machine both may lose their line for a while, and the step is held. */
const BUSY_MS = 90_000;
const BIRTH_YEAR = 1990;

/** A customer before a flow, an agent who may be called, and what both do at its steps. */
export class FlowDesk {
  readonly installation: Installation;
  readonly customer: CustomerPage;
  readonly agent: StaffPage;
  readonly pictures: StepPictures;
  readonly person: MadeUpCustomer;
  readonly #flow: z.infer<typeof Flow>;

  /** The agent is signed in, and not yet idle. */
  static async open({ installation, flow: key, sources, name, entry }: FlowDeskOptions): Promise<FlowDesk> {
    const flow = shippedFlow(key);
    await bind(installation, flow);
    const { urls } = installation.running;
    const fakes = ({ files }: { readonly files: FlashBeepFiles }) => ({
      fakeVideoPath: files.videoPath,
      fakeAudioPath: files.audioPath,
      watchCapture: false,
    });
    const random = new SeededRandom(chooseSeed());
    process.stdout.write(`${name}: seed ${random.seed}\n`);
    const person = entry?.person ?? installation.privateValues.makeUpCustomer(random);
    const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes(sources.agent) });
    const customer = await CustomerPage.open({
      url: entry?.url ?? (await openEntryLink(installation, person)),
      ...fakes(sources.customer),
    });
    return new FlowDesk({ installation, customer, agent, pictures: await StepPictures.into(name, ['light']), person }, flow);
  }

  private constructor(parts: Pick<FlowDesk, 'installation' | 'customer' | 'agent' | 'pictures' | 'person'>, flow: z.infer<typeof Flow>) {
    this.installation = parts.installation;
    this.customer = parts.customer;
    this.agent = parts.agent;
    this.pictures = parts.pictures;
    this.person = parts.person;
    this.#flow = flow;
  }

  /** How it looked at the last is kept as well: where a journey breaks off, that says why. */
  async close(): Promise<void> {
    await this.picture('last').catch(() => undefined);
    await Promise.all([this.customer.close(), this.agent.close()]);
  }

  async picture(moment: string, others: Readonly<Record<string, Page>> = {}): Promise<void> {
    await this.pictures.take(moment, { phone: this.customer.page, console: this.agent.page, ...others });
  }

  /** Notice and check; ends where the flow goes on by itself. */
  async passEntry(): Promise<void> {
    const { page } = this.customer;
    await this.customer.acceptNotice();
    await page.getByRole('button', { name: either('Turn on camera and microphone', '打开摄像头和麦克风') }).click();
    const next = page.getByRole('button', { name: /^(join the queue|go on|去排队|继续)$/i });
    await expect(next).not.toHaveAttribute('aria-disabled', 'true', { timeout: 40_000 });
    await next.click();
  }

  /** From the first screen to where both see each other and are recorded. */
  async meetAgent(): Promise<void> {
    await this.agent.goIdle();
    await this.passEntry();
    await this.agentComes();
  }

  async agentComes(): Promise<void> {
    const { customer, agent } = this;
    await agent.acceptOffer();
    await Promise.all([waitForRemotePicture(customer.page, 40_000), waitForRemotePicture(agent.page, 40_000)]);
    await expect(customer.page.locator('[data-recording=recording]')).toBeVisible();
  }

  lines(nodeId: string): readonly { readonly key: string; readonly text: z.infer<typeof Text> }[] {
    return Lines.parse(this.#flow.nodes.find(({ id }) => id === nodeId)?.config['lines']);
  }

  /** The agent reads a script to its end, the customer says that it is clear. */
  async read(nodeId: string): Promise<void> {
    const onConsole = new AgentScript(this.agent.page);
    const onPhone = new CustomerScript(this.customer.page);
    for (const [index, { key }] of this.lines(nodeId).entries()) {
      await expect(onConsole.reader).toHaveAttribute('data-line', key);
      await onConsole.tick();
      if (!(await onConsole.waitsForCustomer(key))) continue;
      await expect(onPhone.clear).toBeVisible();
      if (index === 0) await this.picture(nodeId);
      await onPhone.acknowledge();
    }
  }

  /** By the agent's eye: consent to it, document, liveness, the face beside the photograph. */
  async identify(): Promise<void> {
    const { agent, customer } = this;
    const consent = new CustomerConsent(customer.page);
    await Promise.all([consent.isOpen(), new AgentConsent(agent.page).isOpen()]);
    await this.picture('faceConsent');
    await consent.decide('accepted');
    const card = { phone: new CustomerIdentityDocument(customer.page), console: new AgentIdentityDocument(agent.page) };
    await Promise.all([card.phone.isOpen(), card.console.isOpen()]);
    await this.picture('idDocument');
    await card.phone.showSide();
    await card.phone.showSide();
    const idNumber = residentNumber(this.person.name, BIRTH_YEAR);
    this.installation.privateValues.note('ID number that was read', idNumber);
    await card.console.write({ name: this.person.name, idNumber, birthDate: `${BIRTH_YEAR}-01-01`, validUntil: 'long_term' });
    await card.console.tickChecks();
    await card.console.confirm();
    const alive = { phone: new CustomerLiveness(customer.page), console: new AgentLiveness(agent.page) };
    await Promise.all([alive.phone.isOpen(), alive.console.isOpen()]);
    await this.picture('liveness');
    await alive.console.seeAll(2);
    await alive.console.confirm();
    const face = new AgentFaceMatch(agent.page);
    await face.isOpen();
    await face.takePicture();
    await this.picture('faceMatch');
    await face.confirm();
  }

  async answer(moment: string, title: RegExp): Promise<void> {
    const onPhone = new CustomerQuestion(this.customer.page);
    await Promise.all([onPhone.isOpen(), new AgentQuestion(this.agent.page).isOpen()]);
    await this.picture(moment);
    await onPhone.answer(title);
  }

  /**
   * The customer reads a document page by page to each foot, writes by hand wherever that is asked for, and hands it in. `withAgent`: whose console
   * turns the pages and shows what was read.
   */
  async document(moment: string, withAgent = true): Promise<void> {
    const phone = new CustomerDocument(this.customer.page);
    const onConsole = new AgentDocument(this.agent.page);
    await phone.isOpen();
    const next = phone.button(either('Next page', '下一页'));
    for (let page = 1; ; page++) {
      const shown = phone.root.getByText(either(`Page ${page} of`, `第 ${page} 页，共`)).first();
      await expect(shown).toBeVisible({ timeout: BUSY_MS });
      await phone.readToFoot();
      if (withAgent) await onConsole.isRead(page);
      if ((await next.getAttribute('aria-disabled')) === 'true') break;
      await (withAgent ? onConsole.turnTo(page + 1) : phone.nextPage());
    }
    await this.picture(moment);
    const places = await phone.places.count();
    for (let place = 0; place < places; place++) {
      await phone.openPad(place);
      await phone.writeByHand();
      await phone.confirmHandwriting();
    }
    if (places === 0) return phone.haveRead();
    await this.picture(`${moment}-signed`);
    await phone.handIn();
  }

  async talk(moment: string): Promise<void> {
    const talk = new AgentConversation(this.agent.page);
    await talk.isOpen();
    await this.picture(moment);
    await talk.finish();
  }

  /** The session ended well on the customer's page. */
  async isDone(): Promise<void> {
    await expect(this.customer.page.getByRole('heading', { name: /^(All done|办理完成)$/ })).toBeVisible({ timeout: 60_000 });
    await this.picture('end');
  }

  async wrapUp(notes: string): Promise<void> {
    await this.agent.wrapUp(notes);
    await this.agent.isIdle();
  }
}

/** The first service runs this flow from now on, under its title. */
async function bind({ running }: Installation, { key, title }: z.infer<typeof Flow>): Promise<void> {
  const client = new pg.Client({ connectionString: running.databaseUrl });
  await client.connect();
  try {
    const row = [key, title['zh-CN'], title.en];
    await client.query(`update "ServiceType" set "flowKey" = $1, "titleZh" = $2, "titleEn" = $3 where "ticketPrefix" = 'Q'`, row);
  } finally {
    await client.end();
  }
}
