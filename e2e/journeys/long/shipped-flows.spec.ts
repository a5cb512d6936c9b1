import { either } from '../../kit/either.ts';
import { AgentForm, CustomerForm } from '../../kit/flow-steps/index.ts';
import { test } from '../fixtures.ts';
import { FlowDesk } from './flow-desk.ts';

test.describe.configure({ timeout: 290_000 });

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
