import type { AgentStatus } from '@guichet/protocol';
import type { Tone } from '@guichet/ui';

/** The colour of each status; its word always stands beside. */
export const STATUS_DOTS: Readonly<Record<AgentStatus, Tone>> = {
  offline: 'neutral',
  idle: 'ok',
  ringing: 'brand',
  busy: 'brand',
  wrap_up: 'warn',
  away: 'neutral',
};
