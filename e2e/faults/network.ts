import { recordedCall } from '../kit/recorded-call.ts';
import { ScriptedCall } from '../kit/scripted-call.ts';
import { noFaults, UdpFaultProxy } from '../kit/udp-fault-proxy.ts';
import { atMost, type Fault, type FaultContext } from './fault.ts';
import { holesOf, missingShare } from './missing-media.ts';
import { pause } from './pause.ts';

/** Runs a call whose media goes through a bad network. */
async function overProxy({ installation, random }: FaultContext, during: (proxy: UdpFaultProxy, call: ScriptedCall) => Promise<void>) {
  const { ports, dataDir } = installation.running;
  const proxy = await UdpFaultProxy.start({ upstream: { address: '127.0.0.1', port: ports.media }, random });
  try {
    const call = await ScriptedCall.start({ installation, random, candidateOverride: { address: '127.0.0.1', port: proxy.port } });
    const { recordingId } = call;
    await during(proxy, call);
    if (call.recordingId !== recordingId) throw new Error('The call goes on in another recording');
    await call.end();
    return await recordedCall(dataDir, recordingId);
  } finally {
    proxy.close();
  }
}

interface Loss {
  readonly ratio: number;
  /** Share of recorded audio that may be missing; undefined: it is measured and reported. */
  readonly missingAtMost?: number;
}

/** Loses datagrams of a call, both ways. */
function losing({ ratio, missingAtMost }: Loss): Fault {
  return {
    name: `${ratio * 100} % loss each way`,
    limit:
      missingAtMost === undefined
        ? 'the call goes on; what is missing is reported'
        : `≤ ${missingAtMost * 100} % of recorded audio missing`,
    short: false,
    async run(context) {
      const recording = await overProxy(context, async (proxy, call) => {
        await pause(context.random.between(0, 2_000));
        const faults = { ...noFaults, lossRatio: ratio };
        proxy.setFaults({ up: faults, down: faults });
        await pause(12_000);
        await call.untilMediaFlows();
        proxy.setFaults({ up: noFaults, down: noFaults });
        await pause(1_000);
      });
      const share = await missingShare(recording);
      if (missingAtMost !== undefined && share > missingAtMost) {
        throw new Error(`${(share * 100).toFixed(2)} % of the recorded audio is missing`);
      }
      return { missingPercent: Number((share * 100).toFixed(3)) };
    },
  };
}

export const tenPercentLoss = losing({ ratio: 0.1, missingAtMost: 0.01 });
export const twentyPercentLoss = losing({ ratio: 0.2 });

export const blackout: Fault = {
  name: 'blackout of a second',
  limit: 'media back ≤ 3 s, same session',
  short: false,
  async run(context) {
    let backMs = Number.NaN;
    const recording = await overProxy(context, async (proxy, call) => {
      await pause(context.random.between(1_000, 3_000));
      await proxy.blackoutFor(1_000);
      backMs = await call.untilMediaFlows(10_000);
      await pause(1_000);
    });
    atMost('back after (ms)', backMs, 3_000);
    const holes = await holesOf(recording);
    return { backMs: Math.round(backMs), missingMs: Math.round(Math.max(0, ...holes.map(({ fromMs, toMs }) => toMs - fromMs))) };
  },
};
