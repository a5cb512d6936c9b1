import type { FlowCurrentView } from '@guichet/protocol';
import { isComponentType } from '@guichet/workflow/components';
import { type LazyExoticComponent, lazy } from 'react';
import type { StepPart } from './step-part.ts';

const part = (load: () => Promise<{ readonly Part: StepPart }>): LazyExoticComponent<StepPart> =>
  lazy(async () => ({ default: (await load()).Part }));

/**
 * The customer's side of each node type, loaded when a session comes to it. A node type without one is the other side's work: the page says who
 * is at it.
 */
export const stepParts: Readonly<Record<string, LazyExoticComponent<StepPart>>> = {
  component: part(() => import('../component/part.tsx')),
  consent: part(() => import('../consent/part.tsx')),
  document: part(() => import('../document/part.tsx')),
  'face-match': part(() => import('../face-match/part.tsx')),
  form: part(() => import('../form/part.tsx')),
  'hand-over': part(() => import('../hand-over/part.tsx')),
  'identity-document': part(() => import('../identity-document/part.tsx')),
  invite: part(() => import('../invite/part.tsx')),
  liveness: part(() => import('../liveness/part.tsx')),
  location: part(() => import('../location/part.tsx')),
  otp: part(() => import('../otp/part.tsx')),
  question: part(() => import('../question/part.tsx')),
  'risk-assessment': part(() => import('../risk-assessment/part.tsx')),
  script: part(() => import('../script/part.tsx')),
  'virtual-agent': part(() => import('../virtual-agent/part.tsx')),
};

/** Under which name a type's part stands: whatever a bank brings of its own is drawn by its own page, in the same frame. */
export const partName = (type: string): string => (isComponentType(type) ? 'component' : type);

/** Work of somebody else that the customer waits for: the step says who is at it. */
const WAITED_FOR: ReadonlySet<string> = new Set(['notify', 'service', 'task']);

/** Free talk and what the counter does in passing have nothing for the customer to look at. */
export const isShown = ({ type }: FlowCurrentView): boolean => Object.hasOwn(stepParts, partName(type)) || WAITED_FOR.has(type);

/** What needs room: the picture above gets smaller for as long, but stays. */
const LARGE: ReadonlySet<string> = new Set([
  'consent',
  'document',
  'face-match',
  'form',
  'identity-document',
  'liveness',
  'location',
  'otp',
  'question',
  'risk-assessment',
]);
/** Whoever is asked by the virtual agent has the answers in sight; while it only speaks its face has the room. */
export const needsRoom = ({ type, view }: FlowCurrentView): boolean =>
  LARGE.has(type) || isComponentType(type) || (type === 'virtual-agent' && view['mayAnswer'] === true);
