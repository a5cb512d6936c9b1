/** The counter's wall clock, Unix milliseconds. Handed in everywhere, so that tests choose the time. */
export type Clock = () => number;
