import { BarePeer } from '@guichet/e2e/kit/bare-peer.ts';
import { BareSfu } from '@guichet/e2e/kit/bare-sfu.ts';
import { Pacer } from '@guichet/e2e/kit/pacer.ts';
import { until } from '@guichet/recording/testing';
import { ensureWorker } from '../../apps/sfu/native/ensure-worker.ts';
import { barePatches } from '../../apps/sfu/native/patches.ts';
import { fullStreams } from './streams.ts';
import type { BenchCall, System } from './system.ts';

/**
 * mediasoup's own worker with nothing around it: the same peers send the same streams to each other, nobody records, nobody signals. It is built like ours, with none
 * of our changes but those without which it does not build or run here.
 */
export async function startBare(): Promise<System> {
  const { binary } = await ensureWorker({ patches: barePatches });
  const sfu = await BareSfu.start({ workerBinary: binary });
  const pacer = new Pacer();
  const peers: BarePeer[] = [];
  let nextSsrc = 10_000;

  const makePeer = async (): Promise<BarePeer> => {
    const peer = await BarePeer.create({ sfu, name: `peer-${nextSsrc}`, firstSsrc: (nextSsrc += 10), apart: true });
    peers.push(peer);
    for (const stream of fullStreams) await peer.publish({ ...stream, source: stream.frames() });
    return peer;
  };

  return {
    pids: { worker: sfu.worker.pid },
    addCall: async () => {
      const startedAt = performance.now();
      const pair = [await makePeer(), await makePeer()] as const;
      const [one, other] = pair;
      await Promise.all([one.subscribe(other), other.subscribe(one)]);
      await Promise.all(pair.map((peer) => peer.connect()));
      for (const peer of pair) peer.start(pacer);
      await until('both receive all streams', () => pair.every((peer) => peer.receptions.every(({ packetCount }) => packetCount > 0)));
      const firstAt = Math.max(...pair.flatMap((peer) => peer.receptions.map(({ firstPacketAtMs }) => firstPacketAtMs ?? Infinity)));
      return { call: bareCall(pair), firstMediaMs: firstAt - startedAt };
    },
    writtenPackets: async () => null,
    close: async () => {
      for (const peer of peers) peer.close();
      sfu.close();
    },
  };
}

function bareCall(pair: readonly BarePeer[]): BenchCall {
  const hush = (hushed: boolean): void => {
    for (const sender of pair.flatMap(({ senders }) => senders)) sender.paused = hushed;
  };
  return {
    get traffic() {
      const sent = pair.flatMap(({ senders }) => senders).reduce((sum, { packetCount }) => sum + packetCount, 0);
      const received = pair.flatMap(({ receptions }) => receptions).reduce((sum, { packetCount }) => sum + packetCount, 0);
      return { sentByAll: sent, sent, received };
    },
    hush,
    setPlaying: async (playing) => hush(!playing),
  };
}
