/** At which types of steps the session's own requests have their place. A device can be checked again while one waits. */
export const GatedSteps = {
  consent: ['consent'],
  check: ['device-check', 'queue', 'connect'],
  /** A check that the flow does not insist on is left by taking a ticket. */
  ticket: ['queue', 'device-check', 'connect', 'hand-over'],
} as const satisfies Record<string, readonly string[]>;
