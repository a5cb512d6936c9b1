import { describe, expect, it } from 'vitest';
import { NodeRunner } from '../testing/node-run.ts';
import { connect } from './behaviour.ts';

describe('opening', () => {
  it('is done when the call is there and its recording confirmed, in either order', () => {
    const run = new NodeRunner(connect).signal('call.started', { callId: 'cal_1' });
    expect(run.done).toBeNull();
    expect(run.signal('recording.confirmed').done).toEqual({ port: 'connected', outputs: { callId: 'cal_1' } });
    expect(new NodeRunner(connect).signal('recording.confirmed').signal('call.started', {}).done?.port).toBe('connected');
  });

  it('does not go on with a recording that failed again before the call was there', () => {
    const run = new NodeRunner(connect).signal('recording.confirmed').signal('recording.degraded').signal('call.started', {});
    expect(run.done).toBeNull();
    expect(run.signal('recording.recovered').done?.port).toBe('connected');
  });

  it('takes what is there already from the answer', () => {
    expect(new NodeRunner(connect).answer('call.open', { ok: true, live: true, recording: true }).done?.port).toBe('connected');
    expect(new NodeRunner(connect).answer('call.open', { ok: true, live: true }).done).toBeNull();
  });

  it('fails when no call can be had, but not when the agent brought one', () => {
    expect(new NodeRunner(connect).answer('call.open', { ok: false, code: 'no_node', retryable: true }).failed).toEqual({
      code: 'no_node',
      retryable: true,
    });
    const brought = new NodeRunner(connect).signal('call.started', {}).answer('call.open', { ok: false, code: 'wrong_state' });
    expect(brought.failed).toBeNull();
    expect(new NodeRunner(connect).signal('call.ended').failed?.code).toBe('call_ended');
  });

  it('asks for the virtual agent where it is to be one', () => {
    const run = new NodeRunner(connect, { config: { mode: 'short', with: 'virtual_agent' } });
    expect(run.lastEffect('call.open')).toEqual({ mode: 'short', with: 'virtual_agent' });
  });
});

describe('closing a short video', () => {
  const config = { step: 'close', mode: 'short' };
  it('ends with the call, however that is heard of', () => {
    expect(new NodeRunner(connect, { config }).signal('call.ended').done?.port).toBe('closed');
    expect(new NodeRunner(connect, { config }).answer('call.close').done?.port).toBe('closed');
    expect(new NodeRunner(connect, { config }).effectKinds()).toEqual(['call.close']);
  });
});
