import { end } from './harness.ts';

/** A call is opened, something is asked while it is recorded, and booked outside; a person helps where that fails. What comes after the booking is the test's own. */
export const askAndBook = {
  nodes: {
    open: { config: { request: 'call.open' } },
    ask: {
      back: true,
      maxVisits: 2,
      outputs: { value: 'x' },
      config: { needs: ['call', 'recording', 'customer_present'], ports: ['done', 'again'] },
      timeLimit: { afterMs: 60_000, whileHeld: 'pause' },
    },
    book: { config: { request: 'service.call' }, retry: { maxAttempts: 3, firstDelayMs: 1_000 } },
    person: {},
    end,
    late: { type: 'end', config: { outcome: 'late' } },
  },
  edges: [
    'open.done -> ask',
    'ask.done -> book',
    'ask.again -> ask',
    'ask.timed_out -> late',
    'ask.exhausted -> person',
    'book.failed -> person',
    'person.done -> end',
  ],
};
