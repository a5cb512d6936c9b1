/** The two clocks of a recorder: one never jumps, the other is what the world calls the time. */
export interface Clock {
  /** Monotonic microseconds; on one boot of a machine the same for all processes. */
  monoUs(): number;
  /** Unix milliseconds; may jump when somebody sets it. */
  wallMs(): number;
}

// `process.hrtime` reads the system's monotonic clock, `performance.now` counts from the start of the process but is cheaper per call.
const processBaseUs = Number(process.hrtime.bigint() / 1000n) - performance.now() * 1000;

export const systemClock: Clock = {
  monoUs: () => Math.round(processBaseUs + performance.now() * 1000),
  wallMs: () => Date.now(),
};
