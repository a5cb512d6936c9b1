import type { LiveCheck } from '@guichet/protocol';
import {
  AgentConversation,
  AgentDocument,
  AgentFaceMatch,
  AgentScript,
  CustomerConsent,
  CustomerDocument,
  CustomerScript,
} from '../../kit/flow-steps/index.ts';
import { Installation } from '../../kit/installation.ts';
import type { PuppetSound } from '../../kit/puppet-microphone.ts';
import { StepPictures } from '../../kit/step-pictures.ts';
import { expect, test as base } from '../fixtures.ts';
import { LiveDesk, type Provoked } from './live-desk.ts';
import { KNOWN_FACE, LINES, TALK, TERMS } from './live-flows.ts';

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
test.describe.configure({ timeout: 240_000 });

const JOURNEY = 'live-checks';

/** What is brought about in a moment is brought about more than once, so that one lucky time says nothing. */
const ROUNDS = 2;
/** Nobody is warned of anything for as long as anything takes to be known. */
const CALM_MS = 8_000;
/** Longer than what nobody could read in. */
const READ_MS = 3_000;

/** What is suspected is suspected of so long at once. */
const REMEMBERED_MS = 30_000;

/** Over all of the tests here, each as it was made last: they are made one by one as well. */
test.afterAll(async () => {
  const provoked = ((await StepPictures.figuresOf(JOURNEY)) as Provoked[][]).flat();
  if (provoked.length === 0) return;
  console.info('since → on the agent’s screen, mended → shown to be over, ms:');
  for (const { check, role, sinceMs, shownAtMs, mendedAtMs, overAtMs } of provoked)
    console.info(`  ${check} (${role ?? 'nobody'}) ${shownAtMs - sinceMs}, ${overAtMs - mendedAtMs}`);
  const onsets = provoked.map(({ sinceMs, shownAtMs }) => shownAtMs - sinceMs).toSorted((one, other) => one - other);
  const at = (share: number) => onsets[Math.ceil(onsets.length * share) - 1];
  console.info(`onset to screen of ${onsets.length}: median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms`);
});

interface Desk {
  readonly watched: Installation;
  readonly sources: { readonly customer: { readonly files: Parameters<typeof LiveDesk.open>[0]['files'] } };
}

/** Into a call by this flow, and to the reviewer of it. */
async function atDesk({ watched, sources }: Desk, name: string, flow: { readonly key: string }, act: (desk: LiveDesk) => Promise<void>) {
  const desk = await LiveDesk.open({ installation: watched, files: sources.customer.files, flow, name: `${JOURNEY}-${name}` });
  try {
    await desk.reachCall();
    await act(desk);
    await desk.standsOnTimeline();
    await desk.pictures.keepFigures(desk.provoked);
  } finally {
    await desk.close();
  }
}

const rounds = <Item>(items: readonly Item[]): readonly Item[] => Array.from({ length: ROUNDS }, () => items).flat();

test('a picture on which nobody can be seen holds the step until it is mended', async ({ watched, sources }) => {
  await atDesk({ watched, sources }, 'pictures', TALK, async (desk) => {
    const talk = new AgentConversation(desk.agent.page);
    await talk.isOpen();
    // Everything is as it should be.
    await desk.customer.page.waitForTimeout(CALM_MS);
    expect(await desk.openWarnings()).toEqual([]);
    const { scenes } = desk;
    const blind: readonly (readonly [LiveCheck, () => Promise<number>])[] = [
      ['black', () => desk.shows('customer', scenes.black(), 'round')],
      ['camera_covered', () => desk.shows('customer', scenes.covered(), 'round')],
      ['dark', () => desk.shows('customer', scenes.dark('eve'))],
      ['frozen', () => desk.hangs('customer')],
    ];
    for (const [index, [check, begin]] of rounds(blind).entries()) {
      await desk.provoke({
        check,
        begin,
        mend: () => desk.isThere('customer'),
        holds: talk,
        meanwhile: async () => (index < blind.length ? desk.picture(check) : undefined),
      });
    }
    // An agent has to be seen as well.
    await desk.provoke({
      check: 'black',
      role: 'agent',
      begin: () => desk.shows('agent', scenes.black(), 'round'),
      mend: () => desk.isThere('agent'),
      holds: talk,
    });
  });
});

test('whoever is not, too small or not alone in the picture holds the step until they are as they should be', async ({
  watched,
  sources,
}) => {
  await atDesk({ watched, sources }, 'faces', TALK, async (desk) => {
    const talk = new AgentConversation(desk.agent.page);
    await talk.isOpen();
    const { scenes } = desk;
    const faces: readonly (readonly [LiveCheck, () => Promise<Buffer[]>])[] = [
      ['face_absent', () => scenes.empty()],
      ['face_small', () => scenes.farAway('eve')],
      ['extra_person', () => scenes.beside('eve', 'bea')],
    ];
    for (const [index, [check, scene]] of rounds(faces).entries()) {
      await desk.provoke({
        check,
        begin: () => desk.shows('customer', scene()),
        mend: () => desk.isThere('customer'),
        holds: talk,
        meanwhile: async () => (index < faces.length ? desk.picture(check) : undefined),
      });
    }
    await desk.provoke({
      check: 'face_absent',
      role: 'agent',
      begin: () => desk.shows('agent', scenes.empty()),
      mend: () => desk.isThere('agent'),
      holds: talk,
    });
  });
});

test('a microphone that cannot be heard well holds the step until it is mended', async ({ watched, sources }) => {
  await atDesk({ watched, sources }, 'sounds', TALK, async (desk) => {
    const talk = new AgentConversation(desk.agent.page);
    await talk.isOpen();
    const heard: readonly (readonly [LiveCheck, PuppetSound])[] = [
      ['silent', 'silence'],
      ['noisy', 'noise'],
      ['clipped', 'clipped'],
    ];
    for (const [index, [check, sound]] of rounds(heard).entries()) {
      await desk.provoke({
        check,
        begin: () => desk.sounds('customer', sound),
        mend: () => desk.sounds('customer', 'voice'),
        holds: talk,
        meanwhile: async () => (index < heard.length ? desk.picture(check) : undefined),
      });
    }
  });
});

test('what can only be suspected is told to the agent, holds nothing, and the customer reads nothing of it', async ({
  watched,
  sources,
}) => {
  await atDesk({ watched, sources }, 'suspicions', TALK, async (desk) => {
    const talk = new AgentConversation(desk.agent.page);
    await talk.isOpen();
    await desk.provoke({
      check: 'second_voice',
      begin: () => desk.sounds('customer', 'two_voices'),
      mend: () => desk.sounds('customer', 'voice'),
      meanwhile: () => talk.isNotHeld(),
      saidWithinMs: REMEMBERED_MS,
    });
    const film = await desk.scenes.played('eve');
    await desk.provoke({
      check: 'screen_replay',
      // Nobody can know it before it comes for the second time.
      begin: async () => (await desk.shows('customer', Promise.resolve(film.pictures), 'round')) + film.lastsMs,
      mend: () => desk.isThere('customer'),
      meanwhile: async () => {
        await talk.isNotHeld();
        await desk.picture('replay');
      },
      saidWithinMs: REMEMBERED_MS,
    });
  });
});

test('speech over a line that is read, a line ticked too fast and one that was skipped are told', async ({ watched, sources }) => {
  await atDesk({ watched, sources }, 'lines', LINES, async (desk) => {
    const lines = { console: new AgentScript(desk.agent.page), phone: new CustomerScript(desk.customer.page) };
    await lines.console.isOpen();
    // Until now both may have spoken at once.
    await desk.sounds('customer', 'room');
    await expect.poll(() => desk.openWarnings(), { timeout: 30_000 }).toEqual([]);
    await desk.customer.page.waitForTimeout(READ_MS);
    await expect.poll(() => desk.openWarnings(), { timeout: 30_000 }).toEqual([]);
    for (let round = 0; round < ROUNDS; round += 1) {
      await desk.provoke({
        check: 'talk_over',
        begin: () => desk.sounds('customer', 'voice'),
        mend: () => desk.sounds('customer', 'room'),
        meanwhile: async () => (round === 0 ? desk.picture('talk-over') : undefined),
      });
    }
    await lines.console.tick();
    const tick = async (key: string) => {
      await expect(lines.console.reader).toHaveAttribute('data-line', key);
      const atMs = Date.now();
      await lines.console.tick();
      return atMs;
    };
    await desk.provoke({
      check: 'line_too_fast',
      role: 'agent',
      begin: () => tick('long'),
      meanwhile: () => desk.picture('too-fast'),
      mend: () => tick('clear'),
    });
    await lines.phone.askAgain();
    await tick('clear');
    await desk.provoke({
      check: 'line_skipped',
      role: 'agent',
      begin: async () => {
        const atMs = Date.now();
        await lines.phone.askAgain();
        return atMs;
      },
    });
    await desk.picture('skipped');
  });
});

test('a page that was turned away before it could be read is told until its step is over', async ({ watched, sources }) => {
  await atDesk({ watched, sources }, 'document', TERMS, async (desk) => {
    const paper = { console: new AgentDocument(desk.agent.page), phone: new CustomerDocument(desk.customer.page) };
    await paper.phone.isOnPage(1, 3);
    await desk.customer.page.waitForTimeout(READ_MS);
    await desk.provoke({
      check: 'document_too_short',
      role: null,
      begin: async () => {
        await paper.console.turnTo(2);
        const atMs = Date.now();
        // A page that is being turned cannot be turned on at once.
        await expect(async () => {
          await paper.console.turnTo(3);
          await expect(paper.phone.root.getByText('Page 3 of 3').first()).toBeVisible({ timeout: 250 });
        }).toPass({ timeout: 20_000, intervals: [50] });
        return atMs;
      },
      meanwhile: () => desk.picture('too-short'),
      mend: async () => {
        const atMs = Date.now();
        await paper.phone.haveRead();
        return atMs;
      },
    });
  });
});

test('a recording that is not written any more holds the step until it is', async ({ watched, sources }) => {
  await atDesk({ watched, sources }, 'stalled', TALK, async (desk) => {
    const talk = new AgentConversation(desk.agent.page);
    await talk.isOpen();
    const signal = (name: NodeJS.Signals) => {
      const pid = watched.running.pids.recording;
      if (pid === undefined) throw new Error('Nothing records');
      process.kill(pid, name);
      return Promise.resolve(Date.now());
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      await desk.provoke({
        check: 'recording_stalled',
        role: null,
        begin: () => signal('SIGSTOP'),
        mend: () => signal('SIGCONT'),
        holds: talk,
        meanwhile: async () => (round === 0 ? desk.picture('stalled') : undefined),
      });
    }
  });
});

test('somebody else than the one who was identified is told to the agent alone', async ({ watched, sources }) => {
  await atDesk({ watched, sources }, 'person', KNOWN_FACE, async (desk) => {
    const consent = new CustomerConsent(desk.customer.page);
    await consent.isOpen();
    await consent.decide('accepted');
    const face = new AgentFaceMatch(desk.agent.page);
    await face.isOpen();
    await face.takePicture();
    await expect(face.root.locator('img').first()).toBeVisible({ timeout: 60_000 });
    await face.confirm();
    const talk = new AgentConversation(desk.agent.page);
    await talk.isOpen();
    await desk.customer.page.waitForTimeout(CALM_MS);
    expect(await desk.openWarnings()).toEqual([]);
    for (let round = 0; round < ROUNDS; round += 1) {
      await desk.provoke({
        check: 'different_person',
        begin: () => desk.shows('customer', desk.scenes.present('fay')),
        mend: () => desk.isThere('customer'),
        meanwhile: async () => {
          await talk.isNotHeld();
          if (round === 0) await desk.picture('other');
        },
      });
    }
  });
});
