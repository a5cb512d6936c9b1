import type { FlowCurrentView } from '@guichet/protocol';
import { type LazyExoticComponent, lazy } from 'react';
import type { StepPart } from './step-part.ts';

const part = (load: () => Promise<{ readonly Part: StepPart }>): LazyExoticComponent<StepPart> =>
  lazy(async () => ({ default: (await load()).Part }));

/**
 * The customer's side of each node type, loaded when a session comes to it. A node type without one is the other side's work: the page says who
 * is at it.
 */
export const stepParts: Readonly<Record<string, LazyExoticComponent<StepPart>>> = {
  consent: part(() => import('../consent/part.tsx')),
  'hand-over': part(() => import('../hand-over/part.tsx')),
  question: part(() => import('../question/part.tsx')),
  'risk-assessment': part(() => import('../risk-assessment/part.tsx')),
  script: part(() => import('../script/part.tsx')),
  'virtual-agent': part(() => import('../virtual-agent/part.tsx')),
};

/** Free talk and what the counter does by itself have nothing for the customer to look at. */
export const hasPart = ({ type }: FlowCurrentView): boolean => Object.hasOwn(stepParts, type);
