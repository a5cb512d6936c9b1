/** Processes whose CPU is counted, by what they are. */
export type Pids = Readonly<Record<string, number>>;

/** Packets since the call began. `sent` and `received` are of the same streams where received packets are counted, else both are 0. */
export interface Traffic {
  readonly sentByAll: number;
  readonly sent: number;
  readonly received: number;
}

/** Two parties that send to each other through the server that is measured. */
export interface BenchCall {
  readonly traffic: Traffic;
  /** Stops the packets and nothing else. */
  hush(hushed: boolean): void;
  /** Mutes and unmutes as people do. */
  setPlaying(playing: boolean): Promise<void>;
}

export interface Joined {
  readonly call: BenchCall;
  /** From the first request of the first party until both have received media. */
  readonly firstMediaMs: number;
}

/** A server under measurement with the means to put calls on it. */
export interface System {
  readonly pids: Pids;
  /** Makes what has to exist before anybody can join (a room), joins both and resolves when both receive media. */
  addCall(countsReceived: boolean): Promise<Joined>;
  /** Packets in journals, of all calls; null where nothing is recorded. */
  writtenPackets(): Promise<number | null>;
  close(): Promise<void>;
}
