import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Dispatcher, type Handlers } from './dispatch.ts';
import { AppError } from './app-error.ts';
import type { RequestTable } from './request.ts';
import type { Role } from './roles.ts';

const table = {
  'door.open': {
    payload: z.object({ key: z.string().max(4) }),
    reply: z.object({ open: z.boolean() }),
    roles: ['agent'],
    rate: { perSecond: 1, burst: 2 },
    deadlineMs: 20,
  },
} as const satisfies RequestTable;

interface Sender {
  roles: Role[];
}

function makeDispatcher(open: Handlers<typeof table, Sender>['door.open'] = () => ({ open: true })) {
  const faults: string[] = [];
  let nowMs = 0;
  const dispatcher = new Dispatcher<typeof table, Sender>({
    table,
    handlers: { 'door.open': open },
    rolesOf: (sender) => sender.roles,
    now: () => nowMs,
    onFault: (name, error) => faults.push(`${name} ${error.code}`),
  });
  return {
    dispatcher,
    faults,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

const agent: Sender = { roles: ['agent'] };
const codeOf = (reply: { ok: boolean; error?: { code: string } }) => (reply.ok ? 'ok' : reply.error?.code);

describe('Dispatcher', () => {
  it('answers a request that fits its table', async () => {
    const { dispatcher } = makeDispatcher();
    expect(await dispatcher.dispatch('door.open', { key: 'abcd' }, agent)).toEqual({ ok: true, data: { open: true } });
  });

  it('refuses a name that is not in the table, inherited names included', async () => {
    const { dispatcher } = makeDispatcher();
    for (const name of ['door.shut', 'toString', '__proto__', 'constructor']) {
      expect(codeOf(await dispatcher.dispatch(name, {}, agent))).toBe('unknown_request');
    }
  });

  it('looks at the role before the payload, so that a stranger learns nothing of its shape', async () => {
    const { dispatcher } = makeDispatcher();
    expect(codeOf(await dispatcher.dispatch('door.open', { key: 1 }, { roles: [] }))).toBe('unauthenticated');
    expect(codeOf(await dispatcher.dispatch('door.open', { key: 1 }, { roles: ['reviewer'] }))).toBe('forbidden');
  });

  it('names the field that does not fit and never quotes its value', async () => {
    const { dispatcher } = makeDispatcher();
    const reply = await dispatcher.dispatch('door.open', { key: 'a secret value' }, agent);
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad_request', issues: [{ path: 'key' }] } });
    expect(JSON.stringify(reply)).not.toContain('secret');
  });

  it('says how long to wait when the rate is used up, and lets go on after that', async () => {
    const { dispatcher, advance } = makeDispatcher();
    for (let i = 0; i < 2; i++) await dispatcher.dispatch('door.open', { key: 'k' }, agent);
    const refused = await dispatcher.dispatch('door.open', { key: 'k' }, agent);
    expect(refused).toMatchObject({ ok: false, error: { code: 'rate_limited', retryAfterMs: 1000 } });
    advance(1000);
    expect(codeOf(await dispatcher.dispatch('door.open', { key: 'k' }, agent))).toBe('ok');
  });

  it('gives up at the deadline and tells the handler to stop', async () => {
    let stopped = false;
    const { dispatcher, faults } = makeDispatcher(
      (_payload, _context, signal) =>
        new Promise(() =>
          signal.addEventListener('abort', () => {
            stopped = true;
          }),
        ),
    );
    expect(codeOf(await dispatcher.dispatch('door.open', { key: 'k' }, agent))).toBe('deadline_exceeded');
    expect(stopped).toBe(true);
    expect(faults).toEqual(['door.open deadline_exceeded']);
  });

  it('turns what nobody foresaw into `internal`, with the cause for the log only', async () => {
    const { dispatcher, faults } = makeDispatcher(() => {
      throw new Error('password is hunter2');
    });
    const reply = await dispatcher.dispatch('door.open', { key: 'k' }, agent);
    expect(reply).toEqual({ ok: false, error: { code: 'internal', retryable: true } });
    expect(faults).toEqual(['door.open internal']);
  });

  it('passes a typed refusal through and does not log it as ours', async () => {
    const { dispatcher, faults } = makeDispatcher(() => {
      throw new AppError('wrong_state');
    });
    expect(codeOf(await dispatcher.dispatch('door.open', { key: 'k' }, agent))).toBe('wrong_state');
    expect(faults).toEqual([]);
  });
});
