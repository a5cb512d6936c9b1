import type { KeyObject } from 'node:crypto';
import { effectContracts } from '@guichet/workflow';
import type { Core } from '../../sessions/core.ts';
import type { FlowServices } from '../flow-services.ts';
import { OneTimeCodes } from './one-time-codes.ts';
import { tellBank } from './tell-bank.ts';

interface Parts {
  readonly dataKey: KeyObject;
}

/** One-time codes go out as notifications do. The code stands in what the bank's system is sent, and nowhere else. */
export function registerCodeServices(services: FlowServices, core: Core, { dataKey }: Parts): void {
  const codes = new OneTimeCodes(dataKey);
  services.register('otp.send', {
    where: 'outside',
    personal: true,
    run: async (request, signal) => {
      const { channel, template, digits, validSeconds } = effectContracts['otp.send'].payload.parse(request.payload);
      const code = codes.draw(request.idempotencyKey, digits);
      const told = await tellBank(core, dataKey, request, { channel, template, params: { code, validSeconds } }, signal);
      return told.ok ? { ok: true, ...codes.challengeFor(code) } : told;
    },
  });
  services.register('otp.check', {
    where: 'inside',
    run: (_tx, _session, { payload }) => {
      const { code, ...challenge } = effectContracts['otp.check'].payload.parse(payload);
      return Promise.resolve({ ok: true, matches: codes.matches(challenge, code) });
    },
  });
}
