import type { LiveCheck, Timeline } from '@guichet/protocol';
import type { Locator } from '@playwright/test';
import { CameraScenes } from '../../kit/camera-scenes.ts';
import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import { AgentConversation, AgentScript } from '../../kit/flow-steps/index.ts';
import { Installation } from '../../kit/installation.ts';
import { callEntry, edge, runEverywhere, text } from '../../kit/own-flow.ts';
import { givePuppetCamera, showPictures } from '../../kit/puppet-camera.ts';
import { givePuppetMicrophone, playSound, type PuppetSound } from '../../kit/puppet-microphone.ts';
import { newestRecording } from '../../kit/recording-list.ts';
import { ReviewerPage } from '../../kit/reviewer-page.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { StepPictures } from '../../kit/step-pictures.ts';
import { expect, test as base } from '../fixtures.ts';

const test = base.extend<object, { readonly watched: Installation }>({
  watched: [
    async ({}, use) => {
      const installation = await Installation.start({ childEnv: { counter: { LIVE_CHECKS: 'on' } } });
      await use(installation);
      await installation.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

const SEEN_AND_HEARD = ['call', 'recording', 'customer_present', 'agent_present', 'good_picture', 'good_sound'];
const entry = callEntry('talk', 'no');
/** A talk that waits for everybody to be seen and heard, then a line that is to be listened to. */
const FLOW = {
  formatVersion: 1,
  key: 'seen-and-heard',
  channel: 'remote',
  product: 'account',
  roles: ['customer', 'agent'],
  start: 'notice',
  title: text('看得见听得清', 'Seen and heard'),
  summary: text('实时质检。', 'Live checks.'),
  variables: [],
  nodes: [
    ...entry.nodes,
    { id: 'talk', type: 'conversation', config: { needs: SEEN_AND_HEARD } },
    {
      id: 'lines',
      type: 'script',
      config: {
        lines: ['first', 'second'].map((key) => ({ key, text: text('请您听完以下提示。', 'Please listen to the following.') })),
      },
    },
    { id: 'completed', type: 'end', config: { outcome: 'completed' } },
    { id: 'no', type: 'end', config: { outcome: 'refused' } },
  ],
  edges: [...entry.edges, edge('talk', 'done', 'lines'), edge('lines', 'done', 'completed')],
};

/** A busy machine is given more time to be right; how long it took is printed. */
const SEEN_WITHIN_MS = 45_000;
/** What can only be suspected once it has come twice. */
const SUSPICIONS: readonly LiveCheck[] = ['second_voice', 'screen_replay'];

test('every warning that a camera or a microphone can bring about is seen by the agent in time, holds the step, ends, and stands on the timeline', async ({
  watched: installation,
  sources,
}) => {
  test.setTimeout(600_000);
  const { urls } = installation.running;
  await runEverywhere(installation, FLOW);
  const scenes = await CameraScenes.open();
  const fakes = { fakeVideoPath: sources.customer.files.videoPath, fakeAudioPath: sources.customer.files.audioPath, watchCapture: false };
  const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes });
  const customer = await CustomerPage.open({ url: 'about:blank', ...fakes });
  const pictures = await StepPictures.into('live-checks');
  const tookMs: { readonly check: LiveCheck; readonly onsetMs: number; readonly endMs: number }[] = [];

  const warning = (check: LiveCheck, role: 'customer' | 'agent' = 'customer'): Locator =>
    agent.page.locator(`[data-check="${check}"][data-role="${role}"]`);
  const open = (check: LiveCheck): Locator => warning(check).and(agent.page.locator(':not([data-over])'));
  const talk = new AgentConversation(agent.page);
  const hint = customer.page.locator('[data-hint]');

  /** Brings it about, and mends it. */
  async function provoke(check: LiveCheck, begin: () => Promise<void>, mend: () => Promise<void>, meanwhile?: () => Promise<void>) {
    const beganMs = performance.now();
    await begin();
    await expect(open(check), check).toBeVisible({ timeout: SEEN_WITHIN_MS });
    const onsetMs = Math.round(performance.now() - beganMs);
    await meanwhile?.();
    const mendedMs = performance.now();
    await mend();
    await expect(open(check), `${check} is over`).toHaveCount(0, { timeout: SEEN_WITHIN_MS });
    tookMs.push({ check, onsetMs, endMs: Math.round(performance.now() - mendedMs) });
  }
  const show = async (frames: Promise<Buffer[]>): Promise<void> => showPictures(customer.page, await frames);
  const isThere = () => show(scenes.present('eve'));
  const speaks = () => playSound(customer.page, 'voice');

  try {
    for (const [page, pitchHz] of [
      [customer, 130],
      [agent, 100],
    ] as const) {
      await givePuppetCamera(page.context);
      await givePuppetMicrophone(page.context, pitchHz);
    }
    await customer.page.goto(urls.customer);
    await agent.page.reload();
    await showPictures(agent.page, await scenes.present('dana'));
    await isThere();
    await agent.goIdle();
    await customer.chooseService();
    await customer.queue();
    await agent.acceptOffer();
    await Promise.all([waitForRemotePicture(customer.page, 40_000), waitForRemotePicture(agent.page, 40_000)]);
    await talk.isOpen();
    // Everything is as it should be: nobody is warned of anything, for as long as it takes to know.
    await customer.page.waitForTimeout(8_000);
    expect(await agent.page.locator('[data-check]:not([data-over])').evaluateAll((all) => all.map((one) => one.outerHTML))).toEqual([]);

    const seen: readonly (readonly [LiveCheck, () => Promise<Buffer[]>])[] = [
      ['black', () => scenes.black()],
      ['camera_covered', () => scenes.covered()],
      ['dark', () => scenes.dark('eve')],
      ['frozen', () => scenes.frozen('eve')],
      ['face_absent', () => scenes.empty()],
      ['face_small', () => scenes.farAway('eve')],
      ['extra_person', () => scenes.beside('eve', 'bea')],
    ];
    for (const [check, scene] of seen) {
      await provoke(
        check,
        () => show(scene()),
        isThere,
        async () => {
          await talk.isHeld();
          await expect(hint).toHaveAttribute('data-hint', check);
          await pictures.take(check, { console: agent.page, phone: customer.page });
        },
      );
      await talk.isNotHeld();
      await expect(hint).toHaveCount(0);
    }

    const heard: readonly (readonly [LiveCheck, PuppetSound])[] = [
      ['silent', 'silence'],
      ['noisy', 'noise'],
      ['clipped', 'clipped'],
    ];
    for (const [check, sound] of heard) {
      await provoke(
        check,
        () => playSound(customer.page, sound),
        speaks,
        async () => {
          await talk.isHeld();
          await expect(hint).toHaveAttribute('data-hint', check);
        },
      );
      await talk.isNotHeld();
    }
    await pictures.take('mended', { console: agent.page, phone: customer.page });

    // Suspicions are the agent's affair: they hold nothing, and the customer reads nothing of them.
    await provoke(
      'second_voice',
      () => playSound(customer.page, 'two_voices'),
      speaks,
      async () => {
        await talk.isNotHeld();
        await expect(hint).toHaveCount(0);
      },
    );

    await provoke(
      'screen_replay',
      () => show(scenes.played('eve')),
      isThere,
      () => talk.isNotHeld(),
    );

    // Both speak all the time: that is a talk, until one of them reads what must be heard.
    await talk.finish();
    const lines = new AgentScript(agent.page);
    await lines.isOpen();
    await provoke(
      'talk_over',
      speaks,
      () => playSound(customer.page, 'silence'),
      async () => {
        await expect(hint).toHaveAttribute('data-hint', 'talk_over');
        await pictures.take('talk-over', { console: agent.page, phone: customer.page });
      },
    );
    for (const _line of ['first', 'second']) await lines.tick();

    const recordingId = await newestRecording(agent.page);
    const onsets = tookMs
      .flatMap(({ check, onsetMs }) => (SUSPICIONS.includes(check) ? [] : [onsetMs]))
      .toSorted((one, other) => one - other);
    console.info('onset to warning, ms:', JSON.stringify(tookMs));
    console.info(`p95 of those that are no suspicions: ${onsets[Math.ceil(onsets.length * 0.95) - 1]} ms`);

    const reviewer = await ReviewerPage.signIn(installation, installation.login('reviewer'), 'en');
    try {
      await expect(async () => {
        await reviewer.openReplay(recordingId);
      }).toPass({ timeout: 120_000 });
      const path = `/v1/recordings/${recordingId}/timeline`;
      const timeline = (await reviewer.page.evaluate(async (from) => (await fetch(from)).json() as Promise<unknown>, path)) as Pick<
        Timeline,
        'warnings'
      >;
      expect(timeline.warnings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(tookMs.map(({ check }) => check)));
      await expect(
        reviewer.page
          .locator('[data-lane=warnings]')
          .getByRole('button', { name: /Black picture/ })
          .first(),
      ).toBeAttached();
      await pictures.take('timeline', { review: reviewer.page });
    } finally {
      await reviewer.close();
    }
  } finally {
    await pictures.take('last', { console: agent.page, phone: customer.page }).catch(() => undefined);
    await pictures.keepLogs(installation.running.dataDir).catch(() => undefined);
    await Promise.all([customer.close(), agent.close()]);
  }
});
