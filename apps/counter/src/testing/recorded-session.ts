import type { CustomerSessionView, ParticipantId, SessionId } from '@guichet/protocol';
import { eventually } from './eventually.ts';
import { CustomerPage, StaffPage } from './page-client.ts';
import type { RecordingNode } from './recording-node.ts';
import { cookieOf, type SignedIn, type WholeCounter } from './whole-counter.ts';

interface Parts {
  readonly counter: WholeCounter;
  readonly node: RecordingNode;
  readonly agent: SignedIn;
}

/** A customer whom nobody knows and an agent, in a call that is recorded from packets of a real packetiser. */
export class RecordedSession {
  readonly sessionId: SessionId;
  readonly customer: CustomerPage;
  readonly desk: StaffPage;
  readonly #node: RecordingNode;

  /** `onCustomer`: the page as soon as it is there, for whoever listens to it. */
  static async begin(
    { counter, node, agent }: Parts,
    onCustomer: (page: CustomerPage) => void = () => undefined,
  ): Promise<RecordedSession> {
    const entered = await counter.ask('POST', '/v1/entry/anonymous', { body: { serviceTypeId: counter.bank.questions, language: 'en' } });
    const view = entered.body as CustomerSessionView;
    const { sessionId } = view;
    const customer = new CustomerPage({ url: counter.url, cookie: cookieOf(entered) });
    onCustomer(customer);
    const textVersion = view.notices[0]?.textVersion ?? '';
    await customer.request('consent.decide', { kind: 'recording', textVersion, language: 'en', decision: 'accepted' });
    const desk = new StaffPage({ url: counter.url, cookie: agent.cookie });
    await desk.request('status.choose', { status: 'idle' });
    await customer.request('ticket.take', {});
    const offer = await eventually(() => desk.view?.offer);
    await desk.request('offer.accept', { offerId: offer.offerId });
    await eventually(() => customer.view?.call);
    const pageKey = 'k'.repeat(43);
    const mine = await customer.request('call.join', { pageKey });
    const theirs = await desk.request('call.join', { sessionId, pageKey });
    await node.record([mine.participantId, theirs.participantId] as [ParticipantId, ParticipantId]);
    await node.say({ status: 'recording' });
    await eventually(() => customer.view?.recording?.status === 'recording');
    return new RecordedSession({ sessionId, customer, desk, node });
  }

  private constructor(parts: { sessionId: SessionId; customer: CustomerPage; desk: StaffPage; node: RecordingNode }) {
    this.sessionId = parts.sessionId;
    this.customer = parts.customer;
    this.desk = parts.desk;
    this.#node = parts.node;
  }

  /** The agent ends the call; the node closes the recording and reports it. */
  async end(): Promise<void> {
    await this.desk.request('call.end', { sessionId: this.sessionId });
    await eventually(() => this.#node.node.commands.find(({ name }) => name === 'room.close'));
    await this.#node.finish();
  }

  close(): void {
    this.customer.close();
    this.desk.close();
  }
}
