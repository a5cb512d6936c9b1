import type { Page } from '@playwright/test';
import { AppError } from '@guichet/protocol';
import { adminScreens, managed } from './admin-screens.ts';
import { blockListScreens } from './block-list-screens.ts';
import { checkScreens } from './check-screens.ts';
import { compositionScreens } from './composition-screens.ts';
import { designerScreens } from './designer-screens.ts';
import { evidenceScreens } from './evidence-screens.ts';
import type { Scenario } from './fixture-counter.ts';
import {
  busy,
  desk,
  ids,
  incomingTransfer,
  nodes,
  offer,
  parties,
  recordingDetail,
  recordings,
  sessionEvents,
  staff,
  transfer,
  workbench,
} from './fixtures.ts';
import { operationScreens } from './operation-screens.ts';
import { retentionScreens } from './retention-screens.ts';
import { reviewScreens } from './review-screens.ts';
import { simulateScreens } from './simulate-screens.ts';
import { stepScreens } from './step-screens.ts';
import { lookedAt } from './timeline-fixtures.ts';

export interface Screen {
  readonly name: string;
  readonly path: string;
  readonly scenario: () => Partial<Scenario>;
  /** Done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
  /** Shown on phones as well. */
  readonly narrow?: boolean;
}

const customer = { id: ids.customer, art: 'customer' };
const scene = (change: object = {}, peer: object = {}) => ({ self: ids.self, peers: [{ ...customer, ...peer }], ...change });
const call = (change: Partial<Scenario> = {}): Partial<Scenario> => ({ desk: busy(), scene: scene(), ...change });
const live = async (page: Page) => {
  await page.locator('[data-stage] [data-tile=live]').first().waitFor({ timeout: 15_000 });
};
const recorded = (change: Partial<Scenario> = {}): Partial<Scenario> => {
  const detail = recordingDetail();
  return {
    staff: staff('reviewer'),
    desk: { ...desk(), me: staff('reviewer'), status: 'offline' },
    detail,
    events: sessionEvents(detail.startedAt),
    ...change,
  };
};
const replayPath = `/console/recordings/${ids.recording}`;

/** Every screen in every state that it has. */
export const screens: readonly Screen[] = [
  { name: 'login', path: '/console/login', scenario: () => ({ staff: null, desk: null }), narrow: true },
  {
    name: 'login-locked',
    path: '/console/login',
    narrow: true,
    scenario: () => ({ staff: null, desk: null, refuse: { 'staff.login': new AppError('login_locked', { retryAfterMs: 120_000 }) } }),
    act: async (page) => {
      await page.locator('input[name=username]').fill('0837');
      await page.locator('input[name=password]').fill('wrong');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'desk-offline', path: '/console/desk', scenario: () => ({ desk: desk({ status: 'offline' }) }) },
  { name: 'desk-idle', narrow: true, path: '/console/desk', scenario: () => ({}) },
  {
    name: 'desk-check',
    path: '/console/desk',
    scenario: () => ({}),
    act: async (page) => {
      await page.getByRole('button', { name: /Check camera|检查摄像头/ }).click();
      await page.locator('[data-tile=live]').waitFor();
    },
  },
  {
    name: 'desk-loading',
    path: '/console/desk',
    scenario: () => ({ hang: new Set(['desk.get']) }),
    act: async (page) => page.locator('[data-state=loading]').first().waitFor(),
  },
  { name: 'desk-no-queue', path: '/console/desk', scenario: () => ({ desk: desk({ queues: [] }) }) },
  { name: 'desk-offer', narrow: true, path: '/console/desk', scenario: () => ({ desk: desk({ status: 'ringing', offer: offer() }) }) },
  {
    name: 'desk-transfer',
    path: '/console/desk',
    scenario: () => ({ desk: desk({ status: 'ringing', incomingTransfer: incomingTransfer() }) }),
  },
  { name: 'call', narrow: true, path: '/console/desk', scenario: () => call(), act: live },
  {
    name: 'call-reveal',
    path: '/console/desk',
    scenario: () => call(),
    act: async (page) => {
      await live(page);
      await page
        .getByRole('button', { name: /^(Show in full|显示完整)/ })
        .first()
        .click();
      await page.getByRole('radio').first().waitFor();
    },
  },
  {
    name: 'call-notes',
    path: '/console/desk',
    scenario: () => call({ desk: busy({ chat: [], customer: { displayName: null, facts: [] }, check: null }) }),
    act: async (page) => {
      await live(page);
      await page.getByRole('tab').nth(1).click();
    },
  },
  {
    name: 'call-frozen',
    path: '/console/desk',
    scenario: () => call({ scene: scene({ loss: 0.08 }, { camera: 'frozen' }) }),
    act: (page) => page.locator('[data-tile=frozen]').waitFor(),
  },
  {
    name: 'call-camera-off',
    path: '/console/desk',
    scenario: () => call({ scene: scene({}, { camera: 'off' }) }),
    act: async (page) => {
      await page.locator('[data-tile=camera_off]').waitFor();
      await page.getByRole('button', { name: /Turn microphone off|关闭麦克风/ }).click();
    },
  },
  {
    name: 'call-customer-gone',
    path: '/console/desk',
    scenario: () => ({
      desk: busy({ call: { ...workbench().call, parties: [{ ...parties.customer, connected: false }, parties.self] } as never }),
      scene: scene({}, { gone: true }),
    }),
    act: (page) => page.locator('[data-tile=gone]').waitFor(),
  },
  {
    name: 'call-reconnecting',
    path: '/console/desk',
    scenario: () => call({ scene: scene({ state: 'reconnecting' }) }),
    act: (page) => page.locator('[data-banner=warn]').first().waitFor(),
  },
  {
    name: 'call-unconfirmed',
    path: '/console/desk',
    scenario: () =>
      call({
        desk: busy({
          recording: { ...workbench().recording, status: 'degraded', trouble: 'track_silent', lastWrittenAt: Date.now() - 3_000 } as never,
        }),
      }),
    act: live,
  },
  {
    name: 'call-stopped',
    path: '/console/desk',
    scenario: () => call({ desk: busy({ recording: { ...workbench().recording, status: 'stopped', trouble: 'disk_low' } as never }) }),
    act: live,
  },
  {
    name: 'call-held',
    path: '/console/desk',
    scenario: () => call({ desk: busy({ call: { ...workbench().call, held: true } as never }) }),
    act: (page) => page.locator('[data-tile=held]').waitFor(),
  },
  {
    name: 'call-screen',
    path: '/console/desk',
    scenario: () => call({ scene: scene({}, { screen: true }) }),
    act: (page) => page.locator('[data-stage=screen] [data-tile=live]').first().waitFor(),
  },
  {
    name: 'call-transfer-dialog',
    path: '/console/desk',
    scenario: () => call(),
    act: async (page) => {
      await live(page);
      await page.getByRole('button', { name: /Hand over|转接/ }).click();
      await page.getByRole('radio').first().check();
    },
  },
  {
    name: 'call-transfer-waiting',
    path: '/console/desk',
    scenario: () => call({ desk: busy({ transfer: transfer('requested') }) }),
    act: live,
  },
  {
    name: 'call-consult',
    path: '/console/desk',
    scenario: () => ({
      desk: busy({
        transfer: transfer('accepted'),
        call: { ...workbench().call, parties: [parties.customer, parties.self, parties.colleague] } as never,
      }),
      scene: { self: ids.self, peers: [customer, { id: ids.third, art: 'agent' }] },
    }),
    act: live,
  },
  {
    name: 'call-end-dialog',
    path: '/console/desk',
    scenario: () => call(),
    act: async (page) => {
      await live(page);
      await page.getByRole('button', { name: /^(End|结束)$/ }).click();
    },
  },
  {
    name: 'call-devices',
    path: '/console/desk',
    scenario: () => call(),
    act: async (page) => {
      await live(page);
      await page.getByRole('button', { name: /Choose devices|选择设备/ }).click();
      await page.getByRole('menuitemradio').first().waitFor();
    },
  },
  {
    name: 'wrap-up',
    narrow: true,
    path: '/console/desk',
    scenario: () => ({
      desk: desk({
        status: 'wrap_up',
        workbench: workbench({
          status: 'ended',
          call: null,
          recording: { ...workbench().recording, status: 'muxing' } as never,
          log: [{ seq: 20, at: Date.now() - 20_000, type: 'session.ended', detail: { reason: 'agent_ended' } }, ...workbench().log],
        }),
      }),
    }),
    act: async (page) => page.getByRole('radio').nth(1).check(),
  },
  { name: 'recordings', path: '/console/recordings', scenario: () => ({ recordings: recordings() }), narrow: true },
  { name: 'recordings-in-call', path: '/console/recordings', scenario: () => call({ recordings: recordings() }) },
  { name: 'recordings-empty', path: '/console/recordings', scenario: () => ({}), narrow: true },
  {
    name: 'recordings-error',
    path: '/console/recordings',
    scenario: () => ({ refuse: { 'recordings.list': new AppError('unavailable') } }),
    act: (page) => page.locator('[data-state=error]').waitFor({ timeout: 15_000 }),
  },
  {
    name: 'replay',
    narrow: true,
    path: replayPath,
    scenario: () => recorded(),
    act: async (page) => {
      await page.waitForFunction(() => [...document.querySelectorAll('video')].every((video) => video.readyState >= 3));
      await page.keyboard.press('l');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction(() => [...document.querySelectorAll('video')].every((video) => !video.seeking));
    },
  },
  {
    name: 'replay-agent',
    path: replayPath,
    scenario: () =>
      recorded({ staff: staff('agent'), desk: desk(), detail: recordingDetail('ready', { mayDownload: false, gaps: [], gapCount: 0 }) }),
  },
  ...evidenceScreens.map(({ scenario, ...screen }) => ({ ...screen, path: replayPath, scenario: () => recorded(scenario()) })),
  ...compositionScreens.map(({ scenario, ...screen }) => ({ ...screen, path: replayPath, scenario: () => recorded(scenario()) })),
  {
    name: 'replay-inspected',
    path: replayPath,
    narrow: true,
    scenario: () => recorded({ detail: recordingDetail(), timeline: lookedAt(recordingDetail()) }),
    act: async (page) => {
      await page.locator('[data-rule=own-faces]').click();
      await page.locator('li img').first().waitFor();
    },
  },
  { name: 'replay-inspecting', path: replayPath, scenario: () => recorded({ timeline: { inspectionProgress: 0.45 } }) },
  { name: 'replay-muxing', path: replayPath, scenario: () => recorded({ detail: recordingDetail('muxing') }) },
  { name: 'replay-failed', path: replayPath, scenario: () => recorded({ detail: recordingDetail('failed') }) },
  { name: 'replay-not-found', path: replayPath, scenario: () => recorded({ detail: null }) },
  { name: 'nodes', path: '/console/nodes', scenario: () => ({ staff: staff('admin'), nodes: nodes() }) },
  {
    name: 'nodes-approve',
    path: '/console/nodes',
    scenario: () => ({ staff: staff('admin'), nodes: nodes() }),
    act: async (page) =>
      page
        .getByRole('button', { name: /^(Approve|批准)$/ })
        .first()
        .click(),
  },
  { name: 'nodes-empty', path: '/console/nodes', scenario: () => ({ staff: staff('admin') }) },
  ...adminScreens,
  ...operationScreens,
  ...blockListScreens,
  ...reviewScreens,
  ...retentionScreens,
  ...simulateScreens,
  ...designerScreens,
  { name: 'password-due', path: '/console/', scenario: () => managed({ passwordChangeDue: true }), narrow: true },
  { name: 'password-own', path: '/console/password', scenario: () => managed(), narrow: true },
  ...stepScreens,
  ...checkScreens,
  { name: 'denied', narrow: true, path: '/console/nodes', scenario: () => ({}) },
];
