import { either } from '../../kit/either.ts';
import { AgentForm, AgentInvite, AgentTask, CustomerForm } from '../../kit/flow-steps/index.ts';
import { StaffPage } from '../../kit/staff-page.ts';
import { test } from '../fixtures.ts';
import { FlowDesk } from './flow-desk.ts';

const YES = /^(Yes|是)$/;
const NO = /^(No|否)$/;

test.describe.configure({ timeout: 400_000 });

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
    await desk.document('sign');
    await checked(desk, checker);
    await desk.talk('farewell');
    await desk.isDone();
    await desk.wrapUp('Opened.');
  } finally {
    await checker.close();
    await desk.close();
  }
});

test('an insurance is sold, every element of it read aloud and confirmed', async ({ installation, sources }) => {
  const desk = await FlowDesk.open({ installation, flow: 'insurance-sale', sources, name: 'insurance-sale' });
  try {
    await desk.meetAgent();
    await desk.read('opening');
    await desk.identify();
    await desk.read('seller');
    await desk.document('terms');
    await desk.read('elements');
    await desk.answer('confirm', either('It is clear; I apply', '清楚'));
    const form = { phone: new CustomerForm(desk.customer.page), console: new AgentForm(desk.agent.page) };
    await form.phone.isOpen();
    await form.phone.choose('insuredIs', either('The applicant', '投保人'));
    await form.phone.write('beneficiary', '法定');
    await form.phone.write('premium', '10000');
    await form.phone.write('payYears', '10');
    await form.phone.choose('health', YES);
    await desk.picture('applicationForm');
    await form.phone.handIn();
    await desk.document('sign');
    await desk.talk('farewell');
    await desk.isDone();
    await desk.wrapUp('Handed in.');
  } finally {
    await desk.close();
  }
});

test('a credit interview leads to a signed contract that a second person let through', async ({ installation, sources }) => {
  const desk = await FlowDesk.open({ installation, flow: 'credit-interview', sources, name: 'credit-interview' });
  const checker = await second(desk);
  try {
    await desk.meetAgent();
    await desk.read('opening');
    await desk.identify();
    await desk.document('authorise');
    await desk.answer('purpose', either('For myself', '本人使用'));
    const form = { phone: new CustomerForm(desk.customer.page), console: new AgentForm(desk.agent.page) };
    await Promise.all([form.phone.isOpen(), form.console.isOpen()]);
    await form.phone.write('amount', '100000');
    await form.phone.write('months', '24');
    await form.phone.choose('use', either('Renovating', '房屋装修'));
    await form.phone.write('employer', '临江机械厂');
    await form.phone.write('income', '12000');
    await form.phone.write('debts', '0');
    await form.phone.choose('guarantor', NO);
    await form.console.choose('consistency', either('Yes', '一致'));
    await desk.picture('application');
    await form.console.handIn();
    await checked(desk, checker);
    await desk.read('terms');
    await desk.document('sign');
    await desk.talk('farewell');
    await desk.isDone();
    await desk.wrapUp('Contract signed.');
  } finally {
    await checker.close();
    await desk.close();
  }
});

test('advisers meet a customer, and the customer confirms the minutes', async ({ installation, sources }) => {
  const desk = await FlowDesk.open({ installation, flow: 'advisers-meeting', sources, name: 'advisers-meeting' });
  try {
    await desk.meetAgent();
    await desk.read('opening');
    // The expert and the family are asked side by side; this customer comes alone.
    const [expert, family] = [new AgentInvite(desk.agent.page, 0), new AgentInvite(desk.agent.page, 1)];
    await Promise.all([expert.isOpen(), family.isOpen()]);
    await desk.picture('gather');
    await family.giveUp();
    await family.isOver();
    await expert.giveUp();
    await desk.talk('talk');
    const form = { phone: new CustomerForm(desk.customer.page), console: new AgentForm(desk.agent.page) };
    await Promise.all([form.phone.isOpen(), form.console.isOpen()]);
    await form.phone.write('aims', 'Education of the children');
    await form.console.write('advice', 'Keep six months of income at hand');
    await form.console.choose('followUp', either('Nothing', '无'));
    await form.console.holds('aims', 'Education of the children', 'customer');
    await desk.picture('minutes');
    await form.console.handIn();
    await desk.document('confirmMinutes');
    await desk.isDone();
    await desk.wrapUp('Minutes confirmed.');
  } finally {
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
