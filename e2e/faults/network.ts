import { ScriptedCall } from '../kit/scripted-call.ts';
import { recordedCall } from '../kit/recorded-call.ts';
import { noFaults, UdpFaultProxy } from '../kit/udp-fault-proxy.ts';
import { atMost, type Fault, type FaultContext } from './fault.ts';
import { holesOf, missingShare } from './missing-media.ts';

const TEN_PERCENT = { ...noFaults, lossRatio: 0.1 };
const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

/** Runs a call whose media goes through a bad network. */
async function overProxy({ installation, random }: FaultContext, during: (proxy: UdpFaultProxy, call: ScriptedCall) => Promise<void>) {
  const { ports, dataDir } = installation.running;
  const proxy = await UdpFaultProxy.start({ upstream: { address: '127.0.0.1', port: ports.media }, random });
  try {
    const call = await ScriptedCall.start({ installation, random, candidateOverride: { address: '127.0.0.1', port: proxy.port } });
    const { recordingId } = call;
    await during(proxy, call);
    await call.end();
    return await recordedCall(dataDir, recordingId);
  } finally {
    await proxy.close();
  }
}

export const tenPercentLoss: Fault = {
  name: '10 % loss each way',
  limit: '≤ 1 % of recorded audio missing',
  async run(context) {
    const recording = await overProxy(context, async (proxy) => {
      proxy.setFaults({ up: TEN_PERCENT, down: TEN_PERCENT });
      await pause(12_000);
      proxy.setFaults({ up: noFaults, down: noFaults });
      await pause(1_000);
    });
    const share = await missingShare(recording);
    if (share > 0.01) throw new Error(`${(share * 100).toFixed(2)} % of the recorded audio is missing`);
    return { missingPercent: Number((share * 100).toFixed(3)) };
  },
};

export const blackout: Fault = {
  name: 'blackout of a second',
  limit: 'media back ≤ 3 s, same session',
  async run(context) {
    let backMs = Number.NaN;
    const recording = await overProxy(context, async (proxy, call) => {
      await pause(2_000);
      await proxy.blackoutFor(1_000);
      backMs = await call.untilMediaFlows(10_000);
      await pause(1_000);
    });
    atMost('back after (ms)', backMs, 3_000);
    const holes = await holesOf(recording);
    return { backMs: Math.round(backMs), missingMs: Math.round(Math.max(0, ...holes.map(({ fromMs, toMs }) => toMs - fromMs))) };
  },
};
