import plainCounter from './plain-counter.json' with { type: 'json' };

/** The flows that ship, as they stand in their files; `compileFlow` checks them like any other. */
export const shippedFlows: readonly unknown[] = [plainCounter];
