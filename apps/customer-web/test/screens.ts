import { expect, type Page } from '@playwright/test';
import { AppError, type CustomerSessionView, type NetworkSample } from '@guichet/protocol';
import type { FixtureCounter, Scenario } from './fixture-counter.ts';
import type { FixtureStepOptions } from './fixture-step.ts';
import { chat, ended, HEAD, ids, inCall, noticesIn, parties, recording, session, waiting } from './fixtures.ts';
import * as steps from './step-scenes.ts';
import { writeByHand } from './write-by-hand.ts';

type Language = CustomerSessionView['language'];

export interface Screen {
  readonly name: string;
  readonly scenario: (language: Language) => Partial<Scenario>;
  /** Behind the origin; `/` where nothing is said. */
  readonly path?: string;
  /** Done before the picture is taken. */
  readonly act?: (page: Page, counter: FixtureCounter) => Promise<void>;
}

const agent = { id: ids.agent, art: 'agent' };
const scene = (change: object = {}, peer: object = {}) => ({ self: ids.self, peers: [{ ...agent, ...peer }], ...change });
const inside =
  (change: Partial<CustomerSessionView>, more: Partial<Scenario> = {}) =>
  (language: Language) => ({
    session: session({ ...change, language, notices: noticesIn(language) }),
    ...more,
  });
const calling =
  (change: () => Partial<CustomerSessionView> = () => ({}), stage: object = scene()) =>
  (language: Language) =>
    inside(inCall(change()), { scene: stage })(language);

const line = (change: Partial<NetworkSample> = {}): NetworkSample => ({
  rttMs: 46,
  uplinkLossRatio: 0.004,
  downlinkLossRatio: 0,
  uplinkKbps: 2_400,
  downlinkKbps: 3_100,
  jitterMs: 4,
  freezeCount: 0,
  freezeMs: 0,
  concealedRatio: 0,
  ...change,
});
const ready = { status: 'ready', accepted: ['recording'] } as const satisfies Partial<CustomerSessionView>;
const openDevices = (page: Page) => page.getByRole('button', { name: /Turn on camera|打开摄像头/ }).click();
const live = (page: Page) => page.locator('main [data-tile=live]').first().waitFor({ timeout: 15_000 });
const check = (name: string, measured: NetworkSample | null | 'measuring', act?: (page: Page) => Promise<void>): Screen => ({
  name,
  scenario: (language) => inside({ ...ready, accepted: ['recording'] }, { scene: scene({ line: measured }) })(language),
  act: async (page) => {
    await openDevices(page);
    await live(page);
    if (measured !== 'measuring') await page.locator('[data-verdict]').waitFor({ state: 'attached' });
    await act?.(page);
  },
});
/** What the customer can mend themselves. */
const hinted = (hint: CustomerSessionView['hints'][number]): Screen => ({
  name: `call-hint-${hint}`,
  scenario: calling(() => ({ hints: [hint] })),
  act: async (page) => {
    await live(page);
    await page.locator(`[data-hint=${hint}]`).waitFor();
  },
});
const refused = (name: string, error: string): Screen => ({
  name,
  scenario: (language) => inside({ ...ready, accepted: ['recording'] })(language),
  act: async (page) => {
    await page.evaluate((reason) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('fixture', reason));
    }, error);
    await openDevices(page);
    await page.getByRole('alert').waitFor();
  },
});

const step = (name: string, options: FixtureStepOptions, act?: Screen['act']): Screen => ({
  name: `step-${name}`,
  scenario: (language) => steps.atStep(language, options),
  act: async (page, counter) => {
    await live(page);
    await page.locator('[data-step]').waitFor();
    await act?.(page, counter);
  },
});
/** The document is drawn by then. */
const withDocument = (name: string, options: (language: Language) => FixtureStepOptions, act?: (page: Page) => Promise<void>): Screen => ({
  name: `step-document-${name}`,
  scenario: (language) => steps.atStep(language, options(language), { pdf: steps.pdfIn(language) }),
  act: async (page) => {
    await live(page);
    await page.locator('[data-step=document]').waitFor();
    await act?.(page);
  },
});
const pageDrawn = (page: Page) => page.locator('[data-drawn=true]').waitFor();
const ownPicture = (page: Page) => page.locator('[data-frame] [data-tile=live]').waitFor();

const link = '/#e=0123456789abcdef0123456789abcdef0123456789a';

/** Every screen in every state that it has. */
export const screens: readonly Screen[] = [
  { name: 'choose', scenario: () => ({}) },
  { name: 'choose-none', scenario: () => ({ anonymousAllowed: false }) },
  { name: 'opening', scenario: () => ({ hang: new Set(['entry.current']) }) },
  { name: 'consent', scenario: inside({}) },
  {
    name: 'consent-ticked',
    scenario: inside({}),
    act: async (page) => page.getByRole('checkbox').first().check(),
  },
  {
    name: 'consent-details',
    scenario: inside({}),
    act: async (page) => page.getByRole('button', { name: /Details|详情/ }).click(),
  },
  {
    name: 'consent-refuse',
    scenario: inside({}),
    act: async (page) => page.getByRole('button', { name: /another way|换个方式/ }).click(),
  },
  { name: 'refused', scenario: inside({ status: 'refused', endReason: 'refused' }) },
  { name: 'check-ask', scenario: inside({ ...ready, accepted: ['recording'] }) },
  refused('check-denied', 'NotAllowedError'),
  refused('check-missing', 'NotFoundError'),
  refused('check-busy', 'NotReadableError'),
  check('check-measuring', 'measuring'),
  check('check-good', line(), (page) => page.getByRole('button', { name: /test sound|测试音/ }).click()),
  check('check-poor', line({ rttMs: 320, uplinkLossRatio: 0.05, uplinkKbps: 380 })),
  check('check-unusable', line({ rttMs: 900, uplinkLossRatio: 0.14, uplinkKbps: 90 })),
  check('check-unknown', null),
  { name: 'waiting', scenario: inside(waiting()) },
  { name: 'waiting-next', scenario: inside(waiting({ place: 1, expectedWaitMs: 20_000 })) },
  { name: 'waiting-nobody', scenario: inside(waiting({ place: 9, expectedWaitMs: null })) },
  { name: 'ringing', scenario: inside(waiting({ place: 1, ringing: true })) },
  {
    name: 'waiting-leave',
    scenario: inside(waiting()),
    act: async (page) => page.getByRole('button', { name: /Leave the queue|退出排队/ }).click(),
  },
  {
    name: 'waiting-offline',
    scenario: (language) => ({ ...inside(waiting())(language), hang: new Set(['session.get']) }),
    act: (page) => page.locator('[data-away]').waitFor({ timeout: 20_000 }),
  },
  { name: 'call', scenario: calling(), act: live },
  {
    name: 'call-starting',
    scenario: calling(() => ({ recording: recording({ status: 'starting', startedAt: null, lastWrittenAt: null }) })),
    act: live,
  },
  {
    name: 'call-joining',
    scenario: calling(() => ({ recording: null }), { self: ids.self, peers: [] }),
    act: (page) => page.locator('[data-tile=connecting]').first().waitFor(),
  },
  {
    name: 'call-chat',
    scenario: calling(() => ({ chat: chat() })),
    act: async (page) => {
      await live(page);
      await page.getByRole('button', { name: /Messages|文字消息/ }).click();
    },
  },
  {
    name: 'call-muted',
    scenario: calling(() => ({}), scene({}, { camera: 'off' })),
    act: async (page) => {
      await page.locator('[data-tile=camera_off]').waitFor();
      await page.getByRole('button', { name: /^(Mute|静音)$/ }).click();
      await page.getByRole('button', { name: /Turn camera off|关闭摄像头/ }).click();
    },
  },
  { name: 'call-screen', scenario: calling(() => ({}), scene({}, { screen: true })), act: live },
  {
    name: 'call-two-agents',
    scenario: calling(
      () => ({
        call: {
          callId: inCall().call?.callId ?? (null as never),
          startedAt: Date.now() - 318_000,
          held: false,
          parties: Object.values(parties),
        },
      }),
      { self: ids.self, peers: [agent, { id: ids.colleague, art: 'agent' }] },
    ),
    act: live,
  },
  {
    name: 'call-held',
    scenario: (language) => {
      const view = inCall();
      return inside({ ...view, call: view.call ? { ...view.call, held: true } : null }, { scene: scene() })(language);
    },
    act: (page) => page.locator('[data-tile=held]').waitFor(),
  },
  hinted('dark'),
  hinted('noisy'),
  {
    name: 'step-hinted',
    // Held until they are seen again: the step stays in sight, and says what for.
    scenario: (language) => {
      const view = { ...inCall({ hints: ['face_absent'] }), language, notices: noticesIn(language) };
      return steps.atStep(language, { ...steps.orderForm, held: ['good_picture'] }, { session: session(view) });
    },
    act: async (page) => {
      await live(page);
      await page.locator('[data-hint]').waitFor();
    },
  },
  {
    name: 'call-interrupted',
    scenario: calling(() => ({}), scene({ state: 'reconnecting' })),
    act: (page) => page.locator('[data-interrupted]').waitFor(),
  },
  {
    name: 'call-agent-away',
    scenario: calling(() => ({}), scene({}, { gone: true })),
    act: (page) => page.locator('[data-tile=gone]').first().waitFor(),
  },
  {
    name: 'call-recording-stopped',
    scenario: calling(() => ({ recording: recording({ status: 'stopped', trouble: 'disk_low' }) })),
    act: live,
  },
  {
    name: 'call-end',
    scenario: calling(),
    act: async (page) => {
      await live(page);
      await page
        .getByRole('button', { name: /^(End|结束)$/ })
        .first()
        .click();
    },
  },
  {
    name: 'call-failed',
    scenario: (language) => ({ ...calling()(language), refuse: { 'call.join': new AppError('unavailable') } }),
    act: (page) => page.locator('[data-state=error]').waitFor(),
  },
  {
    name: 'ended',
    scenario: (language) => ({ ...inside(ended())(language), heads: [1, 2, 3].map((seq) => ({ seq, note: `head ${seq}\n` })) }),
    act: (page) => page.locator('[data-kept-heads]').waitFor(),
  },
  {
    name: 'ended-completing',
    scenario: inside(
      ended({
        recording: recording({ status: 'recording' }),
        receipt: { endedAt: Date.now() - 1_000, durationMs: 754_000, recordingHead: '7c'.repeat(32), chunks: 150, final: false },
      }),
    ),
  },
  { name: 'ended-left', scenario: inside(ended({ endReason: 'customer_left', rated: true })) },
  {
    name: 'ended-unrecorded',
    scenario: inside(
      ended({
        endReason: 'customer_left',
        recording: null,
        receipt: { endedAt: Date.now() - 4_000, durationMs: 0, recordingHead: null, chunks: 0, final: true },
      }),
    ),
  },
  {
    name: 'ended-rating',
    scenario: inside(ended({ receipt: { endedAt: Date.now() - 4_000, durationMs: 754_000, recordingHead: HEAD, chunks: 1, final: true } })),
    act: async (page) => {
      await page.getByRole('radio').nth(3).check({ force: true });
      await page.getByRole('textbox').scrollIntoViewIfNeeded();
    },
  },
  step('consent', steps.consent),
  step('script', steps.script),
  step('question', steps.question),
  {
    ...step('question-refused', steps.question, async (page) => {
      await page
        .locator('[data-step]')
        .getByRole('button', { name: /^(Yes, of my own will|是，我自愿购买)$/ })
        .click();
      await page.getByRole('alert').waitFor();
    }),
    scenario: (language) => ({ ...steps.atStep(language, steps.question), refuse: { 'step.act': new AppError('unavailable') } }),
  },
  step('question-held', { ...steps.question, held: ['recording'] }),
  step('risk', steps.risk),
  step('virtual-agent', steps.virtualAgent),
  step('hand-over', steps.handOver),
  step('form', steps.orderForm, async (page, counter) => {
    await page.locator('[data-field=amount] input').fill('200000');
    await page.locator('[data-field=phone] input').fill('1380013');
    await page.locator('[data-field=beneficiary] input').first().check();
    await page.locator('[data-field=beneficiaryName]').waitFor();
    counter.agentActs('edit', { field: 'branch', value: '江滨支行' });
    await page.locator('[data-field=branch] [data-by=agent]').waitFor();
    await page.locator('[data-field=phone] [aria-invalid]').waitFor();
  }),
  step('form-every-field', steps.everyField),
  step('identity', steps.idCard, ownPicture),
  step('identity-again', steps.idCardAgain, ownPicture),
  step('identity-second', steps.idCardSecond, ownPicture),
  step('identity-shown', steps.idCardShown),
  step('identity-tilted', steps.idCardTilted, ownPicture),
  step('identity-number', steps.idCardNumber),
  step('identity-which', steps.whichDocument),
  step('liveness', steps.liveness, ownPicture),
  step('liveness-digits', steps.livenessDigits, ownPicture),
  step('liveness-looked-at', steps.livenessLookedAt, ownPicture),
  step('face-match', steps.faceMatch, ownPicture),
  step('invite', steps.invitation),
  step('otp', steps.oneTimeCode),
  step('otp-wrong', steps.wrongCode),
  step('otp-not-sent', steps.codeNotSent),
  step('location', steps.position),
  step('location-denied', steps.positionDenied),
  step('task', steps.checked),
  withDocument('first', (language) => steps.disclosure(language), pageDrawn),
  withDocument('read', (language) => steps.disclosure(language, {}, steps.read), pageDrawn),
  withDocument(
    'foot',
    (language) => steps.disclosure(language, {}, steps.read),
    async (page) => {
      await pageDrawn(page);
      await page
        .getByRole('button', { name: /^(Sign|去签字)$/ })
        .last()
        .scrollIntoViewIfNeeded();
    },
  ),
  withDocument(
    'sign',
    (language) => steps.disclosure(language, {}, steps.read),
    async (page) => {
      await page
        .getByRole('button', { name: /^(Sign|去签字)$/ })
        .last()
        .click();
      await writeByHand(page);
    },
  ),
  withDocument(
    'signed',
    (language) => steps.disclosure(language, { presenter: 'customer' }, steps.signed),
    async (page) => {
      await pageDrawn(page);
      await page.getByRole('button', { name: /Next page|下一页/ }).click();
      await pageDrawn(page);
      await page.getByRole('button', { name: /Hand in, signed|签完提交/ }).scrollIntoViewIfNeeded();
    },
  ),
  withDocument(
    'decline',
    (language) => steps.disclosure(language),
    async (page) => {
      await page.getByRole('button', { name: /^(Not now|先不签)$/ }).click();
    },
  ),
  withDocument('sealing', (language) =>
    steps.disclosure(language, {}, (node) => {
      steps.signed(node);
      node.act('customer', 'finish');
    }),
  ),
  {
    ...withDocument(
      'failed',
      (language) => steps.disclosure(language),
      (page) => page.getByRole('alert').waitFor(),
    ),
    scenario: (language) => steps.atStep(language, steps.disclosure(language)),
  },
  {
    name: 'replaced',
    scenario: inside(waiting()),
    act: async (page, counter) => {
      await expect.poll(() => counter.asked.some(({ name }) => name === 'session.get')).toBe(true);
      counter.replace();
      await page.locator('[data-state]').waitFor();
    },
  },
  { name: 'abandoned', scenario: inside({ status: 'abandoned', endReason: 'bank_cancelled' }) },
  { name: 'link-used', path: link, scenario: () => ({ refuse: { 'entry.exchange': new AppError('link_used') } }) },
  { name: 'link-expired', path: link, scenario: () => ({ refuse: { 'entry.exchange': new AppError('link_expired') } }) },
  { name: 'gone', path: link, scenario: () => ({ refuse: { 'entry.exchange': new AppError('not_found') } }) },
  { name: 'offline', scenario: () => ({ refuse: { 'entry.current': new AppError('unavailable') } }) },
  { name: 'too-old', path: link, scenario: () => ({ browser: 'delete globalThis.RTCPeerConnection;' }) },
  {
    name: 'no-capture',
    path: link,
    scenario: () => ({ browser: 'Object.defineProperty(navigator, "mediaDevices", { value: undefined });' }),
  },
  {
    name: 'insecure',
    path: link,
    scenario: () => ({ browser: 'Object.defineProperty(globalThis, "isSecureContext", { value: false });' }),
  },
];
