import type { SessionId } from '@guichet/protocol';
import type { Page } from '@playwright/test';
import { BankSystem } from '../../kit/bank-system.ts';
import type { CustomerCable } from '../../kit/customer-cable.ts';
import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import { openSession } from '../../kit/api-page.ts';
import { either } from '../../kit/either.ts';
import {
  AgentConsent,
  AgentConversation,
  AgentDocument,
  AgentFaceMatch,
  AgentForm,
  AgentIdentityDocument,
  AgentInvite,
  AgentLiveness,
  AgentQuestion,
  AgentRiskAssessment,
  AgentScript,
  CustomerConsent,
  CustomerDocument,
  CustomerFaceMatch,
  CustomerForm,
  CustomerIdentityDocument,
  CustomerInvite,
  CustomerLiveness,
  CustomerQuestion,
  CustomerRiskAssessment,
  CustomerScript,
} from '../../kit/flow-steps/index.ts';
import { GuestPage } from '../../kit/guest-page.ts';
import { Installation } from '../../kit/installation.ts';
import { residentNumber } from '../../kit/resident-number.ts';
import type { MadeUpCustomer } from '../../kit/private-values.ts';
import { chooseSeed } from '../../kit/config.ts';
import { Portraits } from '../../kit/portraits.ts';
import { SeededRandom } from '../../kit/seeded-random.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { StepPictures } from '../../kit/step-pictures.ts';
import { expect } from '../fixtures.ts';

/** Of the demo bank, whose sessions run the sale. */
const SERVICE = 'Wealth product, recorded';

export const SCRIPT_LINES = {
  opening: ['greeting', 'recorded'],
  pitch: ['issuer', 'terms', 'fees'],
  disclosure: ['suitable', 'past', 'capital', 'liquidity', 'coolingOff'],
} as const;
export const QUESTIONS = 8;
const DOCUMENT_PAGES = 3;
/** Initials on each page, and the signature. */
export const PLACES = DOCUMENT_PAGES + 1;
export const ACCOUNT = '6217000010001234';
export const AMOUNT = 200_000;
export const ORDER_ID = 'LC000000000042';

const Amount = { type: 'number' };
const Text = { type: 'string' };
const PLACE_ORDER = {
  name: 'core.place-wealth-order',
  request: {
    type: 'object',
    properties: {
      product: Text,
      amount: Amount,
      account: Text,
      dividend: Text,
      documentHash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    },
    required: ['product', 'amount', 'account', 'dividend', 'documentHash'],
    additionalProperties: false,
  },
  response: { type: 'object', properties: { orderId: Text }, required: ['orderId'] },
  answer: () => ({ orderId: ORDER_ID }),
};

interface SaleOptions {
  /** Folder of its pictures. */
  readonly name: string;
  /** Of its pictures: each costs a busy machine a second, and there are many. */
  readonly theme: 'light' | 'dark';
  readonly locale: 'en' | 'zh-CN';
  readonly cable?: CustomerCable;
  readonly birthYear: number;
  /** The customer takes larger text and targets. */
  readonly large?: boolean;
}

/** Everybody and everything that the sale of a wealth product takes: an installation, the bank's systems, a customer and an agent. */
export class WealthSale {
  readonly sessionId: SessionId;
  readonly installation: Installation;
  readonly bank: BankSystem;
  readonly agent: StaffPage;
  readonly customer: CustomerPage;
  readonly person: MadeUpCustomer;
  readonly pictures: StepPictures;
  readonly #birthYear: number;
  readonly #portraits: Portraits;
  readonly #locale: SaleOptions['locale'];
  readonly #cleanUp: (() => Promise<void>)[];

  static async open({ name, theme, locale, cable, birthYear, large = false }: SaleOptions): Promise<WealthSale> {
    const cleanUp: (() => Promise<void>)[] = [async () => cable?.remove()];
    try {
      const portraits = await Portraits.draw();
      cleanUp.push(() => portraits.close());
      const bank = await BankSystem.start([PLACE_ORDER]);
      cleanUp.push(() => bank.close());
      const installation = await Installation.start({ ...cable?.startOptions, childEnv: { counter: bank.counterEnv } });
      cleanUp.push(() => installation.close());
      await bank.serve(installation);
      installation.privateValues.note('account', ACCOUNT);
      const { urls } = installation.running;
      const agent = await StaffPage.signIn({
        consoleUrl: urls.console,
        login: installation.login('agent'),
        locale,
        fakeVideoPath: portraits.of('agent'),
        watchCapture: false,
      });
      cleanUp.push(() => agent.close());
      await agent.goIdle();
      const random = new SeededRandom(chooseSeed());
      process.stdout.write(`${name}: seed ${random.seed}\n`);
      const person = installation.privateValues.makeUpCustomer(random);
      const { sessionId, entryUrl: url } = await openSession(installation, person, SERVICE);
      const customer = await CustomerPage.open({
        url,
        locale,
        fakeVideoPath: portraits.of('customer'),
        watchCapture: false,
        ...cable?.browserOptions,
      });
      cleanUp.push(() => customer.close());
      if (large) await customer.switchScale();
      const pictures = await StepPictures.into(name, [theme]);
      return new WealthSale({ sessionId, installation, bank, agent, customer, person, pictures, birthYear, locale, portraits, cleanUp });
    } catch (error) {
      for (const undo of cleanUp.toReversed()) await undo();
      throw error;
    }
  }

  private constructor(parts: {
    readonly sessionId: SessionId;
    readonly installation: Installation;
    readonly bank: BankSystem;
    readonly agent: StaffPage;
    readonly customer: CustomerPage;
    readonly person: MadeUpCustomer;
    readonly pictures: StepPictures;
    readonly birthYear: number;
    readonly portraits: Portraits;
    readonly locale: SaleOptions['locale'];
    readonly cleanUp: (() => Promise<void>)[];
  }) {
    this.sessionId = parts.sessionId;
    this.installation = parts.installation;
    this.bank = parts.bank;
    this.agent = parts.agent;
    this.customer = parts.customer;
    this.person = parts.person;
    this.pictures = parts.pictures;
    this.#birthYear = parts.birthYear;
    this.#portraits = parts.portraits;
    this.#locale = parts.locale;
    this.#cleanUp = parts.cleanUp;
  }

  /** Somebody who may see the log and replay the recording. */
  async reviewer(): Promise<StaffPage> {
    const { urls } = this.installation.running;
    const reviewer = await StaffPage.signIn({ consoleUrl: urls.console, login: this.installation.login('reviewer'), locale: this.#locale });
    this.#cleanUp.push(() => reviewer.close());
    return reviewer;
  }

  /** Whatever comes of it, everything is closed; a failure leaves a picture of where everybody was, and the logs. */
  async run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.picture('failed').catch(() => undefined);
      await this.pictures.keepLogs(this.installation.running.dataDir).catch(() => undefined);
      throw error;
    } finally {
      await this.#close();
    }
  }

  async #close(): Promise<void> {
    for (const undo of this.#cleanUp.toReversed()) await undo();
  }

  async picture(moment: string, others: Readonly<Record<string, Page>> = {}): Promise<void> {
    await this.pictures.take(moment, { phone: this.customer.page, console: this.agent.page, ...others });
  }

  /** Notice, check, queue and the first picture of each other. */
  async enter(): Promise<void> {
    const { customer, agent } = this;
    await expect(customer.page.getByRole('checkbox').first()).toBeVisible();
    await this.picture('notice');
    await customer.acceptNotice();
    await expect(customer.page.getByRole('button', { name: either('Turn on camera and microphone', '打开摄像头和麦克风') })).toBeVisible();
    await this.picture('check');
    await customer.passCheck();
    await expect(agent.page.getByRole('button', { name: /^(Accept|接入)$/ })).toBeVisible();
    await this.picture('line');
    await agent.acceptOffer();
    await Promise.all([waitForRemotePicture(customer.page), waitForRemotePicture(agent.page)]);
    await expect(customer.page.locator('[data-recording=recording]')).toBeVisible();
  }

  /** A script from its first line to its last, with a picture where the customer is first asked whether it is clear; `instead` reads single lines in its own way. */
  async read(segment: keyof typeof SCRIPT_LINES, instead: Readonly<Record<string, () => Promise<void>>> = {}): Promise<void> {
    const onConsole = new AgentScript(this.agent.page);
    const onPhone = new CustomerScript(this.customer.page);
    let isTaken = false;
    for (const line of SCRIPT_LINES[segment]) {
      await expect(onConsole.reader).toHaveAttribute('data-line', line);
      const special = instead[line];
      if (special !== undefined) {
        await special();
        continue;
      }
      await onConsole.tick();
      if (!(await onConsole.waitsForCustomer(line))) continue;
      await expect(onPhone.clear).toBeVisible();
      if (!isTaken) await this.picture(`${segment}-${line}`);
      isTaken = true;
      await onPhone.acknowledge();
    }
  }

  async decideOnFace(decision: 'accepted' | 'refused'): Promise<void> {
    await new AgentConsent(this.agent.page).isOpen();
    const onPhone = new CustomerConsent(this.customer.page);
    await onPhone.mayDecide();
    await this.picture('faceConsent');
    await onPhone.decide(decision);
  }

  /** By the agent's eye: document, liveness, the face beside the photograph. */
  async identify(): Promise<void> {
    const card = { phone: new CustomerIdentityDocument(this.customer.page), console: new AgentIdentityDocument(this.agent.page) };
    await Promise.all([card.phone.isOpen(), card.console.isOpen()]);
    await this.picture('idDocument');
    await card.phone.showSide();
    await card.phone.showSide();
    const { name } = this.person;
    const birthDate = `${this.#birthYear}-01-01`;
    const idNumber = residentNumber(name, this.#birthYear);
    this.installation.privateValues.note('ID number that was read', idNumber);
    await card.console.write({ name, idNumber, birthDate, validUntil: 'long_term' });
    await card.console.tickChecks();
    await this.picture('idDocument-written');
    await card.console.confirm();

    const alive = { phone: new CustomerLiveness(this.customer.page), console: new AgentLiveness(this.agent.page) };
    await Promise.all([alive.phone.isOpen(), alive.console.isOpen()]);
    await this.picture('liveness');
    await alive.console.seeAll(2);
    await alive.console.confirm();

    const face = { phone: new CustomerFaceMatch(this.customer.page), console: new AgentFaceMatch(this.agent.page) };
    await Promise.all([face.phone.isOpen(), face.console.isOpen()]);
    await face.console.takePicture();
    await this.picture('faceMatch');
    await face.console.confirm();
  }

  /** Answers every question the same way; `care` is the special notice for the old. */
  async assess({ option, care }: { readonly option: number; readonly care: boolean }): Promise<void> {
    const onPhone = new CustomerRiskAssessment(this.customer.page);
    const onConsole = new AgentRiskAssessment(this.agent.page);
    await Promise.all([expect(onPhone.questions).toHaveCount(QUESTIONS), onConsole.isOpen()]);
    await this.picture('risk');
    for (let question = 0; question < QUESTIONS; question++) await onPhone.answer(question, option);
    await this.picture('risk-answered');
    await onPhone.handIn();
    await expect(onConsole.root.getByText(/^C[1-5]$/)).toBeVisible();
    await this.picture('risk-result');
    await onPhone.goOn();
    if (!care) return;
    await expect(onConsole.button(either('I have said it', '已告知'))).toBeVisible();
    await this.picture('risk-care');
    await onConsole.tellCare();
    await expect(onPhone.button(either('I have understood', '我已了解'))).toBeVisible();
    await this.picture('risk-care-told');
    await onPhone.acceptCare();
  }

  /** A relative gets a link from the agent and comes into the call. */
  async bringRelative(name: string): Promise<GuestPage> {
    const { phone, console } = this.invite();
    this.installation.privateValues.note('name of the relative', name);
    await Promise.all([phone.isOpen(), console.isOpen()]);
    const link = await console.invite(name);
    this.installation.privateValues.note("invitation link's secret", new URL(link).hash.slice('#g='.length));
    await this.picture('family-invited');
    const guest = await GuestPage.open({ link, fakeVideoPath: this.#portraits.of('customer'), watchCapture: false });
    this.#cleanUp.push(() => guest.close());
    await guest.acceptNotice();
    await this.pictures.take('family-arrives', { guest: guest.page });
    await guest.passCheck();
    await console.isOver();
    await waitForRemotePicture(guest.page);
    return guest;
  }

  invite(): { readonly phone: CustomerInvite; readonly console: AgentInvite } {
    return { phone: new CustomerInvite(this.customer.page), console: new AgentInvite(this.agent.page) };
  }

  async confirm(): Promise<void> {
    const onPhone = new CustomerQuestion(this.customer.page);
    const understood = either('I have understood and buy it', '我已了解，自愿购买');
    await Promise.all([expect(onPhone.button(understood)).toBeVisible(), new AgentQuestion(this.agent.page).isOpen()]);
    await this.picture('confirm');
    await onPhone.answer(understood);
  }

  form(): { readonly phone: CustomerForm; readonly console: AgentForm } {
    return { phone: new CustomerForm(this.customer.page), console: new AgentForm(this.agent.page) };
  }

  document(): { readonly phone: CustomerDocument; readonly console: AgentDocument } {
    return { phone: new CustomerDocument(this.customer.page), console: new AgentDocument(this.agent.page) };
  }

  /** The agent turns the pages, the customer reads each to its foot, writes in every place and hands in. */
  async sign(): Promise<void> {
    const { phone, console } = this.document();
    await Promise.all([phone.isOpen(), console.isOpen()]);
    for (let page = 1; page <= DOCUMENT_PAGES; page++) {
      if (page > 1) await console.turnTo(page);
      await phone.isOnPage(page, DOCUMENT_PAGES);
      await phone.readToFoot();
      await this.picture(`sign-page-${page}`);
      await console.isRead(page);
    }
    for (let place = 0; place < PLACES; place++) {
      await phone.openPad(place);
      await phone.writeByHand();
      if (place === 0 || place === PLACES - 1) await this.picture(`sign-pad-${place + 1}`);
      await phone.confirmHandwriting();
      await console.sees(place + 1);
    }
    await this.picture('sign-signed');
    await phone.handIn();
  }

  /** The last words; the session ends with them. */
  async farewell(): Promise<void> {
    const talk = new AgentConversation(this.agent.page);
    await talk.isOpen();
    await this.picture('farewell');
    await talk.finish();
    await expect(this.customer.page.getByRole('heading', { name: /^(All done|办理完成)$/ })).toBeVisible();
    await expect(this.agent.page.getByRole('radio', { name: either('Done', '已办结') })).toBeAttached();
    await this.picture('end');
  }
}
