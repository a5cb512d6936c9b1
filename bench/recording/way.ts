import { cpuShare } from '../process-cpu.ts';

/** A call as packets, to be played to whoever records: `captured-call.ts` makes it. */
export interface RecordedCall {
  readonly file: string;
  readonly loopMs: number;
  /** For whatever a measurement writes; removed after it. */
  readonly folder: string;
  /** The same call as a file that browsers play. */
  readonly clip: string;
}

/** A way to record calls, running and warm; silent between its turns. */
export interface RecordingWay {
  readonly calls: number;
  /** Percent of a core that one call costs, over the same processes without a call. Plays while it measures. */
  measure(settleMs: number, ms: number): Promise<number>;
  /** Resident memory of all its processes. */
  readonly memoryMb: number;
  /** Ends everything; share of packets that were sent and not recorded, null where that can't be told. */
  end(): Promise<number | null>;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Percent of a core that these processes use for each call while it is played to them. */
export async function playedShare(
  { play }: { play(playing: boolean): void | Promise<void> },
  {
    pids,
    calls,
    settleMs,
    ms,
  }: { readonly pids: () => readonly number[]; readonly calls: number; readonly settleMs: number; readonly ms: number },
): Promise<number> {
  await play(true);
  await pause(settleMs);
  const share = await cpuShare(pids(), () => pause(ms));
  await play(false);
  return (share * 100) / calls;
}
