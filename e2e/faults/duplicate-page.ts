import { PageIdentity } from '@guichet/rtc-peer';
import { LoadPeer } from '../kit/load-peer.ts';
import { ScriptedCall } from '../kit/scripted-call.ts';
import { until } from '../kit/until.ts';
import type { Fault } from './fault.ts';

/** A second page of the same person takes over; the first is told and does not come back. */
export const duplicatePage: Fault = {
  name: 'a second page of the same customer',
  short: true,
  limit: 'one live page, the first says that it was replaced',
  async run({ installation, random }) {
    const call = await ScriptedCall.start({ installation, random });
    const first = call.customerMedia.peer;
    const identity = await PageIdentity.create();
    const pass = await call.customer.request('call.join', { pageKey: identity.thumbprint });
    installation.privateValues.note('room token', pass.token);
    const startedAt = performance.now();
    const second = await LoadPeer.join({ pass, identity, streams: [], pacer: call.pacer, firstSsrc: 900_000 });
    try {
      await until('the first page was told', () => first?.endReason === 'replaced');
      if (second.participantId !== first?.participantId) throw new Error('The second page is somebody else');
      return { toldAfterMs: Math.round(performance.now() - startedAt) };
    } finally {
      second.close();
      await call.end();
    }
  },
};
