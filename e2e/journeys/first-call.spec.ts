import { CustomerPage, waitForRemotePicture } from '../kit/customer-page.ts';
import { StaffPage } from '../kit/staff-page.ts';
import { expect, test } from './fixtures.ts';

test('a customer calls, an agent answers, both are recorded, the recording replays', async ({ installation, sources }) => {
  const { urls } = installation.running;
  const agent = await StaffPage.signIn({
    consoleUrl: urls.console, login: installation.login('agent'), fakeVideoPath: sources.agent.files.videoPath, fakeAudioPath: sources.agent.files.audioPath,
  });
  await agent.goIdle();

  const customer = await CustomerPage.open({ url: urls.customer, fakeVideoPath: sources.customer.files.videoPath, fakeAudioPath: sources.customer.files.audioPath });
  await customer.chooseService();
  await customer.queue();

  await agent.acceptOffer();
  await Promise.all([waitForRemotePicture(customer.page), waitForRemotePicture(agent.page)]);
  await expect(customer.page.locator('[data-recording=recording]')).toBeVisible();
  await expect(agent.page.locator('[data-recording=recording]').first()).toBeVisible();
});
