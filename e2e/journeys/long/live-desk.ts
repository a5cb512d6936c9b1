import { CUSTOMER_HINTS, type LiveCheck, PICTURE_CHECKS, SOUND_CHECKS, Timeline } from '@guichet/protocol';
import { expect, type Page } from '@playwright/test';
import { CameraScenes } from '../../kit/camera-scenes.ts';
import { CustomerPage, waitForRemotePicture } from '../../kit/customer-page.ts';
import type { FlashBeepFiles } from '../../kit/flash-beep.ts';
import type { StepOnPage } from '../../kit/flow-steps/step-on-page.ts';
import type { Installation } from '../../kit/installation.ts';
import { runEverywhere } from '../../kit/own-flow.ts';
import { givePuppetCamera, holdPicture, showPictures } from '../../kit/puppet-camera.ts';
import { givePuppetMicrophone, playSound, type PuppetSound } from '../../kit/puppet-microphone.ts';
import { newestRecording } from '../../kit/recording-list.ts';
import { ReviewerPage } from '../../kit/reviewer-page.ts';
import { observeWarnings, type ShownWarning, shownWarnings } from '../../kit/shown-warnings.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { StepPictures } from '../../kit/step-pictures.ts';
import { HINT_WORDS, WARNING_WORDS } from './live-words.ts';

/** A busy machine is given more time to be right; how long it took is measured. */
const SEEN_WITHIN_MS = 45_000;
/** A warning says since when it is so: from the measure that showed it first. On its way to the recorder a picture takes its time, and so does a decoder. */
const SAID_WITHIN_MS = 5_000;

type Who = 'customer' | 'agent';

/** Something that was brought about, as the agent saw it; Unix ms. */
export interface Provoked {
  readonly check: LiveCheck;
  readonly role: Who | null;
  readonly sinceMs: number;
  readonly shownAtMs: number;
  readonly mendedAtMs: number;
  readonly overAtMs: number;
  /** As the warning itself says. */
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Provocation {
  readonly check: LiveCheck;
  /** Whose fault it is; the customer's, unless told otherwise. */
  readonly role?: Who | null;
  /** Brings it about. @returns since when it is so, Unix ms */
  readonly begin: () => Promise<number>;
  /** @returns from when on it is mended, Unix ms; without it nothing can be mended, and it is over when it is told */
  readonly mend?: () => Promise<number>;
  /** The step that cannot go on meanwhile; none is held where there is none. */
  readonly holds?: StepOnPage;
  readonly meanwhile?: () => Promise<void>;
  /** How far its own word on since when and until when may be off; a suspicion looks back on more than a moment. */
  readonly saidWithinMs?: number;
}

interface DeskOptions {
  readonly installation: Installation;
  readonly files: FlashBeepFiles;
  readonly flow: { readonly key: string };
  /** Folder of its pictures. */
  readonly name: string;
}

/** A customer and an agent whose cameras and microphones give what a test tells them, and what the agent is warned of. */
export class LiveDesk {
  readonly customer: CustomerPage;
  readonly agent: StaffPage;
  readonly scenes: CameraScenes;
  readonly pictures: StepPictures;
  readonly provoked: Provoked[] = [];
  readonly #installation: Installation;

  static async open({ installation, files, flow, name }: DeskOptions): Promise<LiveDesk> {
    await runEverywhere(installation, flow);
    const { urls } = installation.running;
    const fakes = { fakeVideoPath: files.videoPath, fakeAudioPath: files.audioPath, watchCapture: false };
    const scenes = await CameraScenes.open();
    const agent = await StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('agent'), ...fakes });
    const customer = await CustomerPage.open({ url: 'about:blank', ...fakes });
    await observeWarnings(agent.context);
    for (const [page, pitchHz] of [
      [customer, 130],
      [agent, 100],
    ] as const) {
      await givePuppetCamera(page.context);
      await givePuppetMicrophone(page.context, pitchHz);
    }
    await customer.page.goto(urls.customer);
    await agent.page.reload();
    return new LiveDesk({ customer, agent, scenes, pictures: await StepPictures.into(name) }, installation);
  }

  private constructor(parts: Pick<LiveDesk, 'customer' | 'agent' | 'scenes' | 'pictures'>, installation: Installation) {
    this.customer = parts.customer;
    this.agent = parts.agent;
    this.scenes = parts.scenes;
    this.pictures = parts.pictures;
    this.#installation = installation;
  }

  async close(): Promise<void> {
    await this.picture('last').catch(() => undefined);
    await this.pictures.keepLogs(this.#installation.running.dataDir).catch(() => undefined);
    await Promise.all([this.customer.close(), this.agent.close()]);
  }

  picture(moment: string): Promise<void> {
    return this.pictures.take(moment, { console: this.agent.page, phone: this.customer.page });
  }

  /** Into the call, both well seen and heard. */
  async reachCall(): Promise<void> {
    const { customer, agent } = this;
    await this.isThere('agent');
    await this.isThere('customer');
    await agent.goIdle();
    await customer.chooseService();
    await customer.queue();
    await agent.acceptOffer();
    await Promise.all([waitForRemotePicture(customer.page, 40_000), waitForRemotePicture(agent.page, 40_000)]);
  }

  /** Sits before their camera. */
  async isThere(who: Who): Promise<number> {
    return showPictures(this.#pageOf(who), await this.scenes.present(who === 'customer' ? 'eve' : 'dana'), 'alive');
  }

  async shows(who: Who, pictures: Promise<Buffer[]>, order: 'round' | 'alive' = 'alive'): Promise<number> {
    return showPictures(this.#pageOf(who), await pictures, order);
  }

  /** The camera goes on giving the last picture. */
  hangs(who: Who): Promise<number> {
    return holdPicture(this.#pageOf(who));
  }

  sounds(who: Who, sound: PuppetSound): Promise<number> {
    return playSound(this.#pageOf(who), sound);
  }

  /** What the agent is warned of at the moment, and has not been mended. */
  async openWarnings(): Promise<readonly ShownWarning[]> {
    return (await shownWarnings(this.agent.page)).filter(({ overAtMs }) => overAtMs === null);
  }

  /** Brings something about, and mends it: what agent and customer read of it, what it holds, and that it is over. */
  async provoke({ check, role = 'customer', begin, mend, holds, meanwhile, saidWithinMs = SAID_WITHIN_MS }: Provocation): Promise<void> {
    const known = new Set((await shownWarnings(this.agent.page)).map(({ warningId }) => warningId));
    const sinceMs = await begin();
    const { warningId, shownAtMs } = await this.#sees(
      `the agent sees ${check}`,
      (one) => one.check === check && one.role === role && !known.has(one.warningId),
    );
    const row = this.agent.page.locator(`[data-warning="${warningId}"]`);
    await expect(row).toContainText(WARNING_WORDS[check]);
    await expect(row).toBeInViewport();
    if (role !== null) await expect(row).toContainText(role === 'customer' ? 'Customer' : 'Agent');
    await holds?.isHeld();
    if (holds !== undefined) await expect(holds.root).toContainText(heldBy(check));
    await this.#customerReads(role === 'customer' ? check : null);
    await meanwhile?.();
    const mendedAtMs = mend === undefined ? shownAtMs : await mend();
    await expect(row, `${check} is over`).toHaveAttribute('data-over', /.*/, { timeout: SEEN_WITHIN_MS });
    const over = await this.#sees(`${check} is seen to be over`, (one) => one.warningId === warningId && one.overAtMs !== null);
    await holds?.isNotHeld();
    await this.#customerReads(null);
    const untilMs = over.untilMs ?? Number.NaN;
    const said = { fromMs: over.fromMs ?? untilMs, untilMs };
    for (const [word, offMs] of Object.entries({ since: said.fromMs - sinceMs, until: untilMs - mendedAtMs })) {
      expect(Math.abs(offMs), `${check} says ${word} when it was so, ${offMs} ms off`).toBeLessThan(saidWithinMs);
    }
    this.provoked.push({ check, role, sinceMs, shownAtMs, mendedAtMs, overAtMs: over.overAtMs ?? Number.NaN, ...said });
  }

  /** The agent ends the call; everything that was provoked stands on the timeline that a reviewer sees, where it was. */
  async standsOnTimeline(): Promise<void> {
    const { agent, provoked } = this;
    const recordingId = await newestRecording(agent.page);
    await agent.endCall();
    await agent.wrapUp('Tried out.');
    const reviewer = await ReviewerPage.signIn(this.#installation, this.#installation.login('reviewer'), 'en');
    try {
      await expect(async () => reviewer.openReplay(recordingId)).toPass({ timeout: 90_000 });
      const lane = reviewer.page.locator('[data-lane=warnings]');
      const { startedAt, warnings, parties } = Timeline.parse(await readTimeline(reviewer.page, recordingId));
      const idOf = (who: Who | null) => parties.find(({ role }) => role === who)?.participantId ?? null;
      for (const { check, role, ...said } of provoked) {
        const isThis = (one: (typeof warnings)[number]) =>
          one.kind === check &&
          (one.participantId === null || one.participantId === idOf(role)) &&
          isSame(startedAt + one.fromMs, said.fromMs) &&
          isSame(startedAt + one.untilMs, said.untilMs);
        expect(
          warnings.some(isThis),
          `${check} on the timeline, from ${said.fromMs - startedAt} until ${said.untilMs - startedAt} ms`,
        ).toBe(true);
        await expect(lane.getByRole('button', { name: WARNING_WORDS[check] }).first()).toBeAttached();
      }
      await lane.scrollIntoViewIfNeeded();
      await this.pictures.take('timeline', { review: reviewer.page });
    } finally {
      await reviewer.close();
    }
  }

  /** A warning as the agent's screen has painted it. */
  async #sees(message: string, isIt: (warning: ShownWarning) => boolean): Promise<ShownWarning> {
    let seen: ShownWarning | undefined;
    const look = async () => (seen = (await shownWarnings(this.agent.page)).find(isIt));
    await expect.poll(look, { message, timeout: SEEN_WITHIN_MS, intervals: [100] }).toBeTruthy();
    return seen as ShownWarning;
  }

  /** The hint on the customer's page; null: none. */
  async #customerReads(check: LiveCheck | null): Promise<void> {
    const hint = this.customer.page.locator('[data-hint]');
    const own = CUSTOMER_HINTS.find((one) => one === check);
    if (own === undefined) return expect(hint).toHaveCount(0);
    await expect(hint).toContainText(HINT_WORDS[own]);
    await expect(hint).toBeInViewport();
  }

  #pageOf(who: Who): Page {
    return (who === 'customer' ? this.customer : this.agent).page;
  }
}

/** The timeline counts whole milliseconds from a beginning that is not. */
const isSame = (one: number, other: number): boolean => Math.abs(one - other) <= 2;

function heldBy(check: LiveCheck): string {
  if (PICTURE_CHECKS.some((one) => one === check)) return 'somebody cannot be seen well';
  if (SOUND_CHECKS.some((one) => one === check)) return 'somebody cannot be heard well';
  return 'On hold';
}

const readTimeline = (page: Page, recordingId: string): Promise<unknown> =>
  page.evaluate(async (from) => (await fetch(from)).json() as Promise<unknown>, `/v1/recordings/${recordingId}/timeline`);
