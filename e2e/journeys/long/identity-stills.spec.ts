import { drawDocument, levels, SeededRandom, takePicture } from '@guichet/identity/testing';
import type { Page } from '@playwright/test';
import { either } from '../../kit/either.ts';
import { AgentIdentityDocument, CustomerIdentityDocument } from '../../kit/flow-steps/index.ts';
import { showPictures } from '../../kit/puppet-camera.ts';
import { chooseSeed } from '../../kit/config.ts';
import { expect, test } from '../fixtures.ts';
import { DOCUMENTS, IdentityDesk, JUDGED_WITHIN_MS } from './identity-desk.ts';

const CAMERA = { width: 1280, height: 720 };
const TAKES_IT_ITSELF_MS = 5_000;
/** A call begins with a coarse picture, and becomes sharp. */
const IS_SHARP_AFTER_MS = 6_000;

declare global {
  interface Window {
    /** What the page's own camera is said to have taken; null: what it took. */
    slippedIn?: string | null;
  }
}

/** A card of somebody who was invented for it, held up before the camera. */
async function heldCard(seed: number) {
  const random = new SeededRandom(seed);
  const document = drawDocument('cn-id', random);
  const { jpeg } = await takePicture(document, { ...levels['mild-720p'](random), ...CAMERA, jpegQuality: 90 }, random);
  return { jpeg, truth: document.truth };
}

/** Whoever owns a browser can have it send what they like. */
const letSlipIn = (page: Page) =>
  page.addInitScript(() => {
    const take = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (done, type, quality) {
      const foreign = window.slippedIn ?? null;
      if (foreign === null || type !== 'image/jpeg') return take.call(this, done, type, quality);
      done(new Blob([Uint8Array.from(atob(foreign), (sign) => sign.charCodeAt(0))], { type }));
    };
  });

test('a picture of the device is read where the recording shows the same, and a foreign one is refused', async ({
  installation,
  sources,
}) => {
  const seed = chooseSeed();
  console.info(`seed ${seed}`);
  const [own, foreign] = [await heldCard(seed), await heldCard(seed + 1)];
  const desk = await IdentityDesk.open({
    installation,
    fakes: sources.customer.files,
    name: 'identity-stills',
    flow: DOCUMENTS,
    camera: CAMERA,
    locale: 'zh-CN',
  });
  const { customer, agent } = desk;
  try {
    await letSlipIn(customer.page);
    await customer.page.reload();
    await customer.page.evaluate((base64) => void (window.slippedIn = base64), foreign.jpeg.toString('base64'));
    await desk.shows(['eve', {}]);
    await desk.reachCall();
    const phone = new CustomerIdentityDocument(customer.page);
    await phone.isOpen();
    await customer.page.waitForTimeout(IS_SHARP_AFTER_MS);
    await showPictures(customer.page, [own.jpeg]);
    await desk.picture('card');
    // Whether the page takes it by itself or is asked to is one.
    const portrait = phone.root.getByRole('listitem').filter({ hasText: /portrait|人像面/ });
    const isShown = () => expect(portrait).toHaveAttribute('data-shown', 'true');
    const shown = async () => {
      await expect(portrait)
        .toHaveAttribute('data-shown', 'true', { timeout: TAKES_IT_ITSELF_MS })
        .catch(() => phone.showSide().catch(isShown));
      await isShown();
    };
    await shown();
    await expect(desk.found(/Refused: the picture from the device|手机照片.*已拒收/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await expect(agent.page.getByLabel(either('Number', '证件号码'))).toHaveValue(own.truth['residentNumber'] ?? '');
    await desk.picture('refused');
    // The agent asks once more, and now the device sends what its camera sees.
    await customer.page.evaluate(() => void (window.slippedIn = null));
    await new AgentIdentityDocument(agent.page).askAgain(either('It is blurred: hold it still', '不够清晰，请拿稳'));
    await expect(portrait).toHaveAttribute('data-shown', 'false');
    await shown();
    await expect(desk.found(/shows what was recorded|手机照片与录像一致/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await expect(agent.page.getByLabel(either('Name', '姓名'))).toHaveValue(own.truth['name'] ?? '');
    await desk.picture('read');
  } finally {
    await desk.close();
  }
});
