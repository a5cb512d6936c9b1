import { cardWithFace, HeadFilm, type HeadMove, jpegOf, type Person, stillOf } from '@guichet/identity/faces-testing';
import { IdentityPool } from '@guichet/identity/pool';
import { expect } from '@playwright/test';
import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import { either } from '../../kit/either.ts';
import {
  AgentIdentityDocument,
  AgentLiveness,
  CustomerConsent,
  CustomerIdentityDocument,
  CustomerLiveness,
} from '../../kit/flow-steps/index.ts';
import type { Installation } from '../../kit/installation.ts';
import { callEntry, edge, runEverywhere, text } from '../../kit/own-flow.ts';
import { givePuppetCamera, showPictures } from '../../kit/puppet-camera.ts';
import { givePuppetMicrophone } from '../../kit/puppet-microphone.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { StepPictures } from '../../kit/step-pictures.ts';

const ENTRIES = { faces: callEntry('faceConsent', 'no'), documents: callEntry('card', 'no') };
const MAY = '=consented = "accepted"';
const ENDS = [
  { id: 'completed', type: 'end', config: { outcome: 'completed' } },
  { id: 'no', type: 'end', config: { outcome: 'refused' } },
];
const shared = { formatVersion: 1, channel: 'remote', product: 'account', roles: ['customer', 'agent'], start: 'notice' };

/** A document by eye, then challenges and the face, where the customer agreed to it. */
export const FACES = {
  ...shared,
  key: 'who-is-there',
  title: text('身份核验', 'Who is there'),
  summary: text('核验证件与本人。', 'A document and its owner are checked.'),
  variables: [{ name: 'consented', type: 'string', title: text('人脸同意', 'Consent to the face') }],
  nodes: [
    ...ENTRIES.faces.nodes,
    {
      id: 'faceConsent',
      type: 'consent',
      config: { kind: 'biometric', textVersion: 'biometric-v1' },
      outputs: { decision: 'consented' },
      tags: ['biometric_consent'],
    },
    { id: 'card', type: 'identity-document', config: { documents: ['passport'], fields: ['name'], engine: false }, tags: ['identity'] },
    { id: 'alive', type: 'liveness', config: { challenges: ['turn_right', 'open_mouth'], engine: MAY, seconds: 15 }, tags: ['identity'] },
    { id: 'face', type: 'face-match', config: { engine: MAY }, tags: ['identity'] },
    ...ENDS,
  ],
  edges: [
    ...ENTRIES.faces.edges,
    edge('faceConsent', 'accepted', 'card'),
    edge('faceConsent', 'refused', 'no'),
    edge('card', 'confirmed', 'alive'),
    edge('card', 'rejected', 'no'),
    edge('alive', 'confirmed', 'face'),
    edge('alive', 'rejected', 'no'),
    edge('face', 'confirmed', 'completed'),
    edge('face', 'rejected', 'no'),
  ],
};

/** A resident identity card that an engine reads. */
export const DOCUMENTS = {
  ...shared,
  key: 'what-is-shown',
  title: text('证件识读', 'What is shown'),
  summary: text('识读身份证。', 'A resident identity card is read.'),
  variables: [],
  nodes: [
    ...ENTRIES.documents.nodes,
    { id: 'card', type: 'identity-document', config: { fields: ['name', 'idNumber'] }, tags: ['identity'] },
    ...ENDS,
  ],
  edges: [...ENTRIES.documents.edges, edge('card', 'confirmed', 'completed'), edge('card', 'rejected', 'no')],
};

const MOVES: readonly (readonly [RegExp, HeadMove])[] = [
  [/right|向右/, { yawDeg: -28 }],
  [/mouth|张开嘴/, { mouthOpen: 0.55 }],
];
/** Nobody holds quite still. */
const STILL: readonly HeadMove[] = [{}, { yawDeg: 2 }, {}];
/** Engines load, and a burst of pictures takes seconds on a busy machine. */
export const JUDGED_WITHIN_MS = 60_000;

interface DeskOptions {
  readonly installation: Installation;
  /** What the cameras show before a test hands them pictures. */
  readonly fakes: { readonly videoPath: string; readonly audioPath: string };
  /** Of the folder for pictures. */
  readonly name: string;
  readonly flow: { readonly key: string };
  readonly camera?: { readonly width: number; readonly height: number };
  /** The customer's microphone gives what a test tells it, too. */
  readonly microphone?: boolean;
  /** Of both pages. */
  readonly locale?: 'en' | 'zh-CN';
}

/** A customer whose camera shows what a test hands it, and the agent who looks at them. */
export class IdentityDesk {
  readonly customer: CustomerPage;
  readonly agent: StaffPage;
  readonly pictures: StepPictures;
  readonly #dataDir: string;
  #film: Promise<HeadFilm> | undefined;
  readonly #drawn = new Map<string, Promise<Buffer>>();

  static async open({ installation, fakes, name, flow, camera, microphone = false, locale = 'en' }: DeskOptions): Promise<IdentityDesk> {
    await runEverywhere(installation, flow);
    const { urls } = installation.running;
    const devices = { fakeVideoPath: fakes.videoPath, fakeAudioPath: fakes.audioPath, watchCapture: false, locale };
    const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...devices });
    const customer = await CustomerPage.open({ url: 'about:blank', ...devices });
    await givePuppetCamera(customer.context, camera);
    if (microphone) await givePuppetMicrophone(customer.context);
    await customer.page.goto(urls.customer);
    return new IdentityDesk({ customer, agent, pictures: await StepPictures.into(name), dataDir: installation.running.dataDir });
  }

  private constructor({
    customer,
    agent,
    pictures,
    dataDir,
  }: Pick<IdentityDesk, 'customer' | 'agent' | 'pictures'> & { readonly dataDir: string }) {
    this.#dataDir = dataDir;
    this.customer = customer;
    this.agent = agent;
    this.pictures = pictures;
  }

  async close(): Promise<void> {
    await this.picture('last').catch(() => undefined);
    await this.pictures.keepLogs(this.#dataDir).catch(() => undefined);
    // Whoever comes next finds the agent free.
    await this.#isOver().catch((error: unknown) => console.warn('The agent could not be freed:', error));
    await Promise.all([this.customer.close(), this.agent.close()]);
  }

  /** The call, where it goes on, and what is written down after it. */
  async #isOver(): Promise<void> {
    const done = this.agent.page.getByRole('radio', { name: either('Done', '已办结') });
    if (await this.agent.page.getByRole('button', { name: /^(End|结束)$/ }).isVisible()) await this.agent.endCall();
    await done.waitFor({ state: 'attached', timeout: 10_000 });
    await this.agent.wrapUp('-');
    await this.agent.isIdle();
  }

  picture(moment: string): Promise<void> {
    return this.pictures.take(moment, { phone: this.customer.page, console: this.agent.page });
  }

  async shows(...frames: readonly (readonly [Person, HeadMove])[]): Promise<void> {
    await showPictures(this.customer.page, await Promise.all(frames.map(([person, move]) => this.#frame(person, move))));
  }

  /** Has everything drawn that somebody will be asked to do: a challenge has its time, and a busy machine takes seconds to draw a head. */
  async rehearse(...people: readonly Person[]): Promise<void> {
    for (const person of people) for (const move of [...MOVES.map(([, each]) => each), ...STILL]) await this.#frame(person, move);
  }

  async #frame(person: Person, move: HeadMove): Promise<Buffer> {
    const key = JSON.stringify([person, move]);
    const drawn = this.#drawn.get(key) ?? jpegOf((await this.film()).frame(person, move));
    this.#drawn.set(key, drawn);
    return drawn;
  }

  film(): Promise<HeadFilm> {
    this.#film ??= filmOfEverybody();
    return this.#film;
  }

  /** From the first page into the call. */
  async reachCall(): Promise<void> {
    const { customer, agent } = this;
    await agent.goIdle();
    await customer.chooseService();
    await customer.queue();
    await agent.acceptOffer();
    await Promise.all([waitForRemotePicture(customer.page, 40_000), waitForRemotePicture(agent.page, 40_000)]);
  }

  /** What is made of a face is agreed to. */
  async consents(): Promise<void> {
    const consent = new CustomerConsent(this.customer.page);
    await consent.isOpen();
    await consent.decide('accepted');
  }

  /** To the check of presence: consent, then a card with `photograph` on it. */
  async reachLiveness(photograph: Person): Promise<void> {
    const { customer, agent } = this;
    await this.shows(['eve', {}]);
    await this.reachCall();
    await this.consents();
    const card = { phone: new CustomerIdentityDocument(customer.page), console: new AgentIdentityDocument(agent.page) };
    await Promise.all([card.phone.isOpen(), card.console.isOpen()]);
    await showPictures(customer.page, [await cardWithFace(await stillOf(photograph))]);
    await customer.page.waitForTimeout(1_000); // the camera has to have shown it
    await card.phone.showSide();
    await expect(agent.page.locator('figure img').first()).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await this.picture('card');
    await agent.page.getByLabel(either('Name', '姓名')).fill('王明');
    await this.shows(['eve', {}]);
    await card.console.confirm();
    await Promise.all([new CustomerLiveness(customer.page).isOpen(), new AgentLiveness(agent.page).isOpen()]);
  }

  /** Somebody does what the page asks of them. */
  async follows(person: Person): Promise<void> {
    const asked = (await new CustomerLiveness(this.customer.page).root.getByRole('status').first().textContent()) ?? '';
    const move = MOVES.find(([words]) => words.test(asked))?.[1] ?? {};
    const still = STILL.map((each) => [person, each] as const);
    await this.shows(...still, [person, move], [person, move], [person, move], [person, move], ...still);
  }

  number(number: number) {
    return expect(this.customer.page.getByText(new RegExp(`^(${number} of 2|第 ${number} 个动作，共 2 个)$`)));
  }

  /** What the agent is told. */
  found(words: RegExp) {
    return this.agent.page.getByText(words).first();
  }
}

async function filmOfEverybody(): Promise<HeadFilm> {
  const pool = new IdentityPool({ workers: 1 });
  return HeadFilm.open(pool).finally(() => pool.close());
}
