import { z } from 'zod';
import { Json } from '../wire/json.ts';
import { Language } from '../wire/language.ts';

/**
 * What the page of a component and the page around it say to one another. The component's page stands in a sandboxed frame of no origin; once it has
 * loaded, the page around hands it one end of a `MessageChannel` (`connect`), and everything else goes through that. A frame that goes elsewhere
 * loses it.
 */
export const COMPONENT_CONTRACT = 1;

/** Characters of a message as JSON; larger ones are not looked at. */
export const MAX_COMPONENT_MESSAGE = 32 * 1024;
/** How often a page may say something; what is over that is not looked at. */
export const COMPONENT_MESSAGE_RATE = { perSecond: 10, burst: 30 };

/** To the frame's window, once, with the port. */
export const ComponentConnect = z.strictObject({ type: z.literal('connect'), contract: z.literal(COMPONENT_CONTRACT) });

/** From the component's page. A plain union: the code of a discriminated one would be loaded by every customer, before any step. */
export const FromComponent = z.union([
  /** It listens: it is shown the step. */
  z.strictObject({ type: z.literal('ready'), contract: z.literal(COMPONENT_CONTRACT) }),
  /** Somebody did something; answered by `acted` with the same number. */
  z.strictObject({
    type: z.literal('act'),
    request: z.number().int().min(0).max(1_000_000_000),
    action: z.string().regex(/^[a-z][A-Za-z0-9_]{0,63}$/),
    input: Json,
  }),
  /** As tall as it would like to be, in CSS pixels. */
  z.strictObject({ type: z.literal('height'), heightPx: z.number().min(0).max(10_000) }),
]);
export type FromComponent = z.infer<typeof FromComponent>;

/** What is to be drawn; said anew whenever it changes. */
export const ComponentShow = z.strictObject({
  type: z.literal('show'),
  /** As whom the reader takes part: `customer`, `agent`, … */
  role: z.string(),
  language: Language,
  theme: z.enum(['light', 'dark']),
  /** Colours of the page around, as CSS colours by what they are for, so that the component does not look foreign in it. */
  colours: z.record(z.string(), z.string()),
  config: z.record(z.string(), Json),
  kept: z.record(z.string(), z.object({ input: Json, by: z.string(), atMs: z.number() })),
  /** What the reader can do now; nothing while the step is held or only looked at. */
  can: z.array(z.object({ action: z.string(), title: z.string() })),
});
export type ComponentShow = z.infer<typeof ComponentShow>;

/** To the component's page. */
export const ToComponent = z.union([
  ComponentShow,
  z.strictObject({ type: z.literal('acted'), request: z.number().int(), done: z.boolean() }),
]);
export type ToComponent = z.infer<typeof ToComponent>;
