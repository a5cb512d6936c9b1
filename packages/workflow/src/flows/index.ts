import advisersMeeting from './advisers-meeting.json' with { type: 'json' };
import creditInterview from './credit-interview.json' with { type: 'json' };
import insuranceSale from './insurance-sale.json' with { type: 'json' };
import lostCard from './lost-card.json' with { type: 'json' };
import plainCounter from './plain-counter.json' with { type: 'json' };
import selfService from './self-service.json' with { type: 'json' };
import videoCounter from './video-counter.json' with { type: 'json' };
import wealthSale from './wealth-sale.json' with { type: 'json' };

const flows = {
  'plain-counter': plainCounter,
  'video-counter': videoCounter,
  'wealth-sale': wealthSale,
  'insurance-sale': insuranceSale,
  'credit-interview': creditInterview,
  'self-service': selfService,
  'advisers-meeting': advisersMeeting,
  'lost-card': lostCard,
} as const satisfies Readonly<Record<string, { readonly key: string }>>;

export type ShippedFlowKey = keyof typeof flows;

/** The flows that ship, as they stand in their files; `compileFlow` checks them like any other. */
export const shippedFlows: readonly unknown[] = Object.values(flows);

/** One of them, by its key. */
export const shippedFlow = (key: ShippedFlowKey): unknown => flows[key];
