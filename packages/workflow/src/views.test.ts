import { describe, expect, it } from 'vitest';
import { consent } from './nodes/consent/behaviour.ts';
import { identityDocument } from './nodes/identity-document/behaviour.ts';
import { liveness } from './nodes/liveness/behaviour.ts';
import { riskAssessment } from './nodes/risk-assessment/behaviour.ts';
import { NodeRunner } from './nodes/testing/node-run.ts';
import {
  ConsentView,
  IdentityDocumentStaffView,
  IdentityDocumentView,
  LivenessStaffView,
  LivenessView,
  RiskAssessmentStaffView,
  RiskAssessmentView,
} from './views.ts';

const text = { 'zh-CN': '文字', en: 'Text' };
const hash = 'a'.repeat(64);
const risk = {
  version: 'risk-2026',
  questions: [
    {
      key: 'loss',
      text,
      options: [
        { key: 'low', text, score: 0 },
        { key: 'high', text, score: 100 },
      ],
    },
  ],
  levels: { C2: 20, C3: 40, C4: 60, C5: 80 },
  product: { name: text, level: 'R3' },
};

/** Every moment of a step that looks different, and what its customer and its staff are shown of it. */
const steps = {
  'a recording notice': [new NodeRunner(consent), ConsentView, ConsentView],
  'a consent before and after its text is there': [
    new NodeRunner(consent, { config: { kind: 'biometric', textVersion: 'face-v2' } }),
    ConsentView,
    ConsentView,
    (run: NodeRunner) =>
      run.answer('consent.text', { ok: true, text: { title: text, body: [text], withoutIt: text }, hashes: { 'zh-CN': hash, en: hash } }),
  ],
  'a document to show': [
    new NodeRunner(identityDocument),
    IdentityDocumentView,
    IdentityDocumentStaffView,
    (run: NodeRunner) => run.act('customer', 'capture', { side: 'portrait' }).act('agent', 'ask_again', { reason: 'blurred' }),
  ],
  'a check of presence': [
    new NodeRunner(liveness),
    LivenessView,
    LivenessStaffView,
    (run: NodeRunner) => run.act('agent', 'observe', { seen: true }),
  ],
  'a risk assessment': [
    new NodeRunner(riskAssessment, { config: risk }),
    RiskAssessmentView,
    RiskAssessmentStaffView,
    (run: NodeRunner) => run.act('customer', 'answer', { question: 'loss', option: 'high' }).act('customer', 'submit'),
  ],
} as const;

describe('what a node type shows is what the pages expect', () => {
  it.each(Object.entries(steps))('%s', (_what, [run, toCustomer, toStaff, goOn]) => {
    const look = () => {
      expect(toCustomer.safeParse(run.view('customer')).error).toBeUndefined();
      expect(toStaff.safeParse(run.view('agent')).error).toBeUndefined();
    };
    look();
    goOn?.(run);
    look();
  });
});
