import { either } from '../../kit/either.ts';
import { AgentForm, AgentTask, CustomerForm } from '../../kit/flow-steps/index.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { test } from '../fixtures.ts';
import { FlowDesk } from './flow-desk.ts';

test.describe.configure({ timeout: 290_000 });

test('an account is opened at the video counter, checked by a second person', async ({ installation, sources }) => {
  const desk = await FlowDesk.open({ installation, flow: 'video-counter', sources, name: 'video-counter' });
  const checker = await second(desk);
  try {
    await desk.meetAgent();
    await desk.read('opening');
    await desk.identify();
    await desk.answer('wish', either('For my own use', '本人使用'));
    const form = { phone: new CustomerForm(desk.customer.page), console: new AgentForm(desk.agent.page) };
    await Promise.all([form.phone.isOpen(), form.console.isOpen()]);
    await form.phone.choose('accountClass', /^(Class II|II 类账户)$/);
    await form.phone.write('bound', '6217000010001234');
    await form.phone.write('phone', '13900000000');
    await form.phone.choose('occupation', either('Employee', '企业职工'));
    await form.phone.choose('taxResidency', either('In China only', '仅为中国'));
    await form.console.holds('bound', '6217000010001234', 'customer');
    await desk.picture('requestForm');
    await form.phone.handIn();
    await desk.sign('sign', 1);
    await checked(desk, checker);
    await desk.talk('farewell');
    await desk.isDone();
    await desk.wrapUp('Opened.');
  } finally {
    await checker.close();
    await desk.close();
  }
});

test('a lost card is replaced: the call exists only within its part of the flow', async ({ installation, sources }) => {
  const desk = await FlowDesk.open({ installation, flow: 'lost-card', sources, name: 'lost-card' });
  try {
    await desk.meetAgent();
    await desk.identify();
    await desk.answer('wish', either('Yes, replace it', '是'));
    const form = { phone: new CustomerForm(desk.customer.page), console: new AgentForm(desk.agent.page) };
    await form.phone.isOpen();
    await form.phone.write('lastFour', '1234');
    await form.phone.choose('lostHow', either('Lost', '遗失'));
    await form.phone.write('lostOn', '2026-11-20');
    await form.phone.choose('pickUp', either('By post', '邮寄'));
    await desk.picture('deliveryForm');
    await form.phone.handIn();
    await desk.isDone();
    await desk.wrapUp('Replaced.');
  } finally {
    await desk.close();
  }
});

/** Somebody else than the agent, who may decide. */
async function second({ installation }: FlowDesk): Promise<StaffPage> {
  const { urls } = installation.running;
  return StaffPage.signIn({ consoleUrl: urls.console, login: installation.login('supervisor'), watchCapture: false });
}

/** The agent submits, the second person approves on a page of their own. */
async function checked(desk: FlowDesk, checker: StaffPage): Promise<void> {
  const task = new AgentTask(desk.agent.page);
  await task.isOpen();
  await task.submit();
  await checker.page.getByRole('link', { name: /^(To be checked|待复核)$/ }).click();
  const decision = new AgentTask(checker.page);
  await decision.isOpen();
  await desk.picture('review', { checker: checker.page });
  await decision.decide(/^(Approve|批准)/);
  await decision.isOver();
}
