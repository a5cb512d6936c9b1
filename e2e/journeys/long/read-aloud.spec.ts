import type { HeadMove } from '@guichet/identity/faces-testing';
import { drawDocument, type DrawnType, levels, SeededRandom, takePicture } from '@guichet/identity/testing';
import { Timeline } from '@guichet/protocol';
import type { Page } from '@playwright/test';
import { chooseSeed } from '../../kit/config.ts';
import { either } from '../../kit/either.ts';
import { AgentIdentityDocument, AgentLiveness, CustomerIdentityDocument, CustomerLiveness } from '../../kit/flow-steps/index.ts';
import { Installation } from '../../kit/installation.ts';
import { showPictures } from '../../kit/puppet-camera.ts';
import { playSound, playTones } from '../../kit/puppet-microphone.ts';
import { newestRecording } from '../../kit/recording-list.ts';
import { ReviewerPage } from '../../kit/reviewer-page.ts';
import { eventsOf, sessionEvents } from '../../kit/session-events.ts';
import { ToneEngine } from '../../kit/tones/tone-engine.ts';
import { tonesOf } from '../../kit/tones/tone-pairs.ts';
import { expect, test as base } from '../fixtures.ts';
import { IdentityDesk, JUDGED_WITHIN_MS } from './identity-desk.ts';
import { DIGITS, NUMBER } from './read-aloud-flows.ts';

/**
 * What is read aloud, from the customer's microphone to what the agent is told. No model of speech can be had, so tones stand for a voice: the
 * microphone gives a pair of them for each sign, and the operator's engine is a server that makes pairs of tones out of the sound that it is sent.
 *
 * That shows all of the way: what a page asks for, Opus, the node, the recording, the tap on it, when somebody is found to speak and to have ended, the
 * contract with an engine, what is judged of its words, and the pages. It says nothing of how well any engine understands people, nor of what a browser's
 * cleaning of a voice does to it: this microphone comes after that.
 */
const test = base.extend<object, { readonly hearing: { readonly installation: Installation; readonly engine: ToneEngine } }>({
  hearing: [
    async ({}, use) => {
      const engine = await ToneEngine.start();
      const installation = await Installation.start({ childEnv: { counter: engine.counterEnv } });
      engine.noteSecretIn(installation);
      await use({ installation, engine });
      await installation.close();
      await engine.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

const HOLDS_STILL: readonly HeadMove[] = [0, 1, 2, 1].map((yawDeg) => ({ yawDeg }));
const SPEAKS: readonly HeadMove[] = [0, 0.25, 0.05, 0.3, 0, 0.2, 0.1, 0.28].map((mouthOpen) => ({ mouthOpen }));
/** Nobody begins to read before they have seen what. */
const SEEN_AFTER_MS = 700;
/** What a mark may be off: what a page plays comes out a moment later, and is on its way to the recorder. */
const MARKED_WITHIN_MS = 500;

type Desk = IdentityDesk;
const moving = (moves: readonly HeadMove[]) => moves.map((move) => ['eve', move] as const);

/** Reads signs aloud, by a mouth that moves or one that does not. @returns when, Unix ms */
async function says(
  { customer }: Desk,
  signs: string,
  mouth?: { readonly begins: () => Promise<void>; readonly ends: () => Promise<void> },
) {
  await customer.page.waitForTimeout(SEEN_AFTER_MS);
  await mouth?.begins();
  const span = await playTones(customer.page, tonesOf(signs));
  await mouth?.ends();
  return span;
}

const others = (digits: string): string => [...digits].map((digit) => (Number(digit) + 1) % 10).join('');

test('digits: asked for again in silence, others told to the agent, the right ones followed only where a mouth says them', async ({
  hearing: { installation, engine },
  sources,
}) => {
  const desk = await IdentityDesk.open({
    installation,
    fakes: sources.customer.files,
    name: 'read-aloud-digits',
    flow: DIGITS,
    microphone: true,
  });
  const { customer, agent } = desk;
  const [phone, panel] = [new CustomerLiveness(customer.page), new AgentLiveness(agent.page)];
  try {
    // Drawn before anybody is waited for.
    await desk.shows(...moving(SPEAKS));
    await desk.shows(...moving(HOLDS_STILL));
    await desk.reachCall();
    await playSound(customer.page, 'room');
    await desk.consents();
    await phone.isOpen();

    const first = await phone.digits();
    await expect(desk.found(/^Nothing was heard$/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    const second = await phone.digitsAfter(first);
    await expect(phone.root.getByRole('alert')).toContainText('We heard nothing');
    await expect(panel.root.getByText(/^Nothing was heard: the customer is asked once more/)).toBeVisible();
    await desk.picture('silence');
    await says(desk, others(second));

    await expect(desk.found(/^Other digits were read than those shown$/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await expect(phone.root.getByText('We heard nothing')).toHaveCount(0);
    await desk.picture('other-digits');

    await panel.notFollowed();
    const third = await phone.digitsAfter(second);
    await says(desk, third);
    await expect(desk.found(/this mouth was not seen to move|Nothing moved|like a flat picture/)).toBeVisible({
      timeout: JUDGED_WITHIN_MS,
    });
    await expect(panel.root.getByText('All followed')).toHaveCount(0);
    await desk.picture('mouth-shut');

    await panel.notFollowed();
    const fourth = await phone.digitsAfter(third);
    const begins = () => desk.shows(...moving(SPEAKS));
    const ends = () => desk.shows(...moving(HOLDS_STILL));
    const said = await says(desk, fourth, { begins, ends });
    await desk.picture('right-digits');
    // Nobody presses anything: it was seen and heard.
    await expect(panel.root.getByText('All followed')).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await expect(panel.root.getByText(/^An engine saw it/)).toBeVisible();
    await desk.picture('followed');
    console.info('heard:', engine.listened);
    expect(engine.listened.map(({ signs }) => signs)).toEqual([others(second), third, fourth]);
    await panel.confirm();
    await panel.isOver();
    const marks = await standsOnTimeline(desk, installation, { step: 'alive#1', said, digits: fourth });
    const challenges = marks.flatMap(({ mark, detail }) => (mark === 'challenge_observed' ? [detail] : []));
    expect(challenges).toMatchObject([
      { seen: false, by: 'agent', round: 1 },
      { seen: false, by: 'agent', round: 2 },
      { seen: true, by: 'engine', round: 3 },
    ]);
  } finally {
    await desk.close();
  }
});

interface Said {
  /** The run of the node that asked for it. */
  readonly step: string;
  readonly said: { readonly fromMs: number; readonly untilMs: number };
  readonly digits: string;
}

/** What a reviewer sees of it: when it was said, and how it came out. */
async function standsOnTimeline(desk: Desk, installation: Installation, { step, said, digits }: Said, locale: 'en' | 'zh-CN' = 'en') {
  const { agent, pictures } = desk;
  const recordingId = await newestRecording(agent.page);
  await agent.endCall();
  const reviewer = await ReviewerPage.signIn(installation, installation.login('reviewer'), locale);
  try {
    await expect(async () => reviewer.openReplay(recordingId)).toPass({ timeout: 90_000 });
    const { page } = reviewer;
    const { startedAt, checks, sessionId } = Timeline.parse(await timelineOf(page, recordingId));
    const aloud = checks.flatMap(({ readAloud }) => readAloud ?? []);
    expect(aloud).toMatchObject([{ heard: 'said' }]);
    const [span] = aloud;
    const off = { from: startedAt + (span?.fromMs ?? 0) - said.fromMs, until: startedAt + (span?.untilMs ?? 0) - said.untilMs };
    console.info('marked off by, ms:', off);
    for (const ms of Object.values(off)) expect(Math.abs(ms)).toBeLessThan(MARKED_WITHIN_MS);
    const row = page.getByRole('button', { name: /(An engine heard what stands there|系统听到的内容一致)/ });
    await expect(row).toContainText(/Read aloud|客户念出/);
    // In one line, or in two: not a sign in each.
    expect((await row.boundingBox())?.height ?? Infinity).toBeLessThan(60);
    await row.scrollIntoViewIfNeeded();
    const stills = page.getByRole('listitem').filter({ has: row }).locator('img');
    await expect(stills.first()).toBeAttached();
    const isDrawn = (images: (HTMLElement | SVGElement)[]) =>
      images.every((image) => image instanceof HTMLImageElement && image.naturalWidth > 0);
    await expect.poll(() => stills.evaluateAll(isDrawn), { message: 'every picture of the check is there' }).toBe(true);
    await pictures.take('timeline', { review: page });
    const events = eventsOf(await sessionEvents(page, sessionId), 'flow.marked').map(({ payload }) => payload);
    const marks = events.filter(({ nodeRunId }) => nodeRunId === step);
    expect(marks.length).toBeGreaterThan(0);
    expect(JSON.stringify(marks).includes(digits), 'what was read aloud stands in a mark').toBe(false);
    return marks;
  } finally {
    await reviewer.close();
  }
}

const timelineOf = (page: Page, recordingId: string): Promise<unknown> =>
  page.evaluate(async (from) => (await fetch(from)).json() as Promise<unknown>, `/v1/recordings/${recordingId}/timeline`);

const CAMERA = { width: 1280, height: 720 };
/** A call begins with a coarse picture, and becomes sharp. */
const IS_SHARP_AFTER_MS = 6_000;
const TAKES_IT_ITSELF_MS = 5_000;
/** Nobody snatches a card away in the moment that it was pictured. */
const HELD_MS = 2_000;

/** One side of the card of somebody who was invented for it: the same seed, the same person. */
async function heldCard(type: DrawnType, seed: number) {
  const random = new SeededRandom(seed);
  const document = drawDocument(type, random);
  const { jpeg } = await takePicture(document, { ...levels['mild-720p'](random), ...CAMERA, jpegQuality: 90 }, random);
  return { jpeg, truth: document.truth };
}

/** One sign of it misread, which is not the first. */
function misread(number: string, at: number): string {
  return [...number].map((sign, index) => (index === at ? String((Number(sign) + 1) % 10) : sign)).join('');
}

test('the number of a card: another one is told to the agent, the right one is heard and marked where it was said', async ({
  hearing: { installation, engine },
  sources,
}) => {
  const seed = chooseSeed();
  console.info(`seed ${seed}`);
  const [front, back] = [await heldCard('cn-id', seed), await heldCard('cn-id-back', seed)];
  const number = front.truth['residentNumber'] ?? '';
  const desk = await IdentityDesk.open({
    installation,
    fakes: sources.customer.files,
    name: 'read-aloud-number',
    flow: NUMBER,
    camera: CAMERA,
    microphone: true,
    locale: 'zh-CN',
  });
  const { customer, agent } = desk;
  const [phone, panel] = [new CustomerIdentityDocument(customer.page), new AgentIdentityDocument(agent.page)];
  const earlier = engine.listened.length;
  try {
    await desk.shows(['eve', {}]);
    await desk.reachCall();
    await playSound(customer.page, 'room');
    await phone.isOpen();
    await customer.page.waitForTimeout(IS_SHARP_AFTER_MS);
    for (const [side, picture] of [
      [/portrait|人像面/, front],
      [/emblem|国徽面/, back],
    ] as const) {
      await showPictures(customer.page, [picture.jpeg]);
      const row = phone.root.getByRole('listitem').filter({ hasText: side });
      const isShown = (timeout?: number) => expect(row).toHaveAttribute('data-shown', 'true', timeout === undefined ? {} : { timeout });
      await isShown(TAKES_IT_ITSELF_MS)
        .catch(() => phone.showSide())
        .catch(() => undefined);
      await isShown();
      await customer.page.waitForTimeout(HELD_MS);
    }
    await desk.picture('asked');
    await phone.beginReading();
    await desk.picture('listening');
    await says(desk, misread(number, 9));
    await expect(desk.found(/系统听到的号码不同，请核对/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await desk.picture('another-number');
    await panel.listenAgain();
    await phone.isListenedTo();
    const said = await says(desk, number);
    await expect(desk.found(/系统听到的号码一致/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await desk.picture('right-number');
    console.info(
      'heard:',
      engine.listened.slice(earlier).map(({ lengthMs, language }) => ({ lengthMs, language })),
    );
    expect(engine.listened.slice(earlier).map(({ signs }) => signs)).toEqual([misread(number, 9), number]);
    await expect(agent.page.getByLabel(either('Number', '证件号码'))).toHaveValue(number);
    await panel.confirm();
    await panel.isOver();
    const marks = await standsOnTimeline(desk, installation, { step: 'card#1', said, digits: number }, 'zh-CN');
    const read = marks.filter(({ mark }) => mark === 'number_read').map(({ detail }) => detail);
    expect(read).toMatchObject([
      { heard: 'other', engine: 'tone-pairs 1' },
      { heard: 'said', engine: 'tone-pairs 1' },
    ]);
  } finally {
    await desk.close();
  }
});
