import { isComponentType } from '@guichet/workflow/components';
import { type LazyExoticComponent, lazy } from 'react';
import type { NodePart } from './node-part.ts';

const part = (load: () => Promise<{ readonly Part: NodePart }>): LazyExoticComponent<NodePart> =>
  lazy(async () => ({ default: (await load()).Part }));

/** The staff's side of each node type, loaded when a session comes to it. A node type without one is the other side's work. */
export const nodeParts: Readonly<Record<string, LazyExoticComponent<NodePart>>> = {
  consent: part(() => import('../steps/consent/part.tsx')),
  'device-check': part(() => import('../steps/device-check/part.tsx')),
  queue: part(() => import('../steps/queue/part.tsx')),
  connect: part(() => import('../steps/connect/part.tsx')),
  record: part(() => import('../steps/record/part.tsx')),
  service: part(() => import('../steps/service/part.tsx')),
  notify: part(() => import('../steps/notify/part.tsx')),
  wait: part(() => import('../steps/wait/part.tsx')),
  'hand-over': part(() => import('../steps/hand-over/part.tsx')),
  script: part(() => import('../steps/script/part.tsx')),
  question: part(() => import('../steps/question/part.tsx')),
  form: part(() => import('../steps/form/part.tsx')),
  'identity-document': part(() => import('../steps/identity-document/part.tsx')),
  liveness: part(() => import('../steps/liveness/part.tsx')),
  'face-match': part(() => import('../steps/face-match/part.tsx')),
  'risk-assessment': part(() => import('../steps/risk-assessment/part.tsx')),
  document: part(() => import('../steps/document/part.tsx')),
  'virtual-agent': part(() => import('../steps/virtual-agent/part.tsx')),
  task: part(() => import('../steps/task/part.tsx')),
  invite: part(() => import('../steps/invite/part.tsx')),
  conversation: part(() => import('../steps/conversation/part.tsx')),
  component: part(() => import('../steps/component/part.tsx')),
  otp: part(() => import('../steps/otp/part.tsx')),
  location: part(() => import('../steps/location/part.tsx')),
};

/** Under which name a type's part stands: whatever a bank brings of its own is drawn by its own page, in the same frame. */
export const partName = (type: string): string => (isComponentType(type) ? 'component' : type);
