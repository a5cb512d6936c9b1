/**
 * One server under measurement and everybody who calls through it: a process of its own, so that what making load costs falls on nobody who
 * is measured. Its argument names the server; it takes commands and answers them as lines of JSON (`contestant.ts` is the other end).
 */
import { createInterface } from 'node:readline';
import { startBare } from './bare-system.ts';
import { type Answer, Command, type Count, type ContestantName } from './contestant-wire.ts';
import { startGuichet } from './guichet-system.ts';
import { fullStreams, lightStreams } from './streams.ts';
import type { BenchCall, System } from './system.ts';

/** Longer than a packet takes from a sender's hands into a journal (gathering, a flush, and some), shorter than what counts as a hole. */
const QUIET_MS = 600;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const system = await start(process.argv[2] as ContestantName);
const calls: BenchCall[] = [];
answer({ pids: { ...system.pids, generator: process.pid } });
for await (const line of createInterface({ input: process.stdin })) {
  const command = Command.parse(JSON.parse(line));
  answer(await obey(command).catch((error: unknown) => ({ error: `${command.do}: ${String(error)}` })));
}
await system.close();
// The threads of libdatachannel would keep the process alive.
process.exit(0);

async function start(name: ContestantName): Promise<System> {
  if (name === 'bare') return startBare();
  return startGuichet({ recorded: name !== 'unrecorded', streams: name === 'recordedLight' ? lightStreams : fullStreams });
}

async function obey(command: Command): Promise<Answer> {
  switch (command.do) {
    case 'add': {
      const startedAt = performance.now();
      const joining = async () => {
        const joined = await system.addCall(command.countsReceived);
        calls.push(joined.call);
        return joined.firstMediaMs;
      };
      const firstMediaMs: number[] = [];
      if (command.together) firstMediaMs.push(...(await Promise.all(Array.from({ length: command.calls }, joining))));
      else for (let i = 0; i < command.calls; i++) firstMediaMs.push(await joining());
      return { firstMediaMs, tookMs: performance.now() - startedAt };
    }
    case 'play':
      await Promise.all(calls.map((call) => call.setPlaying(command.playing)));
      return {};
    case 'count':
      return { count: await count() };
  }
}

/** Counts while nothing is under way: what was sent by then has arrived or never will. */
async function count(): Promise<Count> {
  for (const call of calls) call.hush(true);
  await pause(QUIET_MS);
  const writtenPackets = await system.writtenPackets();
  const total = { sentByAll: 0, sent: 0, received: 0 };
  for (const { traffic } of calls) {
    total.sentByAll += traffic.sentByAll;
    total.sent += traffic.sent;
    total.received += traffic.received;
  }
  for (const call of calls) call.hush(false);
  return { ...total, written: writtenPackets };
}

function answer(message: Answer): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
