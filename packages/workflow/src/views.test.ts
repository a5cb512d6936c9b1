import { describe, expect, it } from 'vitest';
import { consent } from './nodes/consent/behaviour.ts';
import { faceMatch } from './nodes/face-match/behaviour.ts';
import { handOver } from './nodes/hand-over/behaviour.ts';
import { identityDocument } from './nodes/identity-document/behaviour.ts';
import { invite } from './nodes/invite/behaviour.ts';
import { liveness } from './nodes/liveness/behaviour.ts';
import { location } from './nodes/location/behaviour.ts';
import { otp } from './nodes/otp/behaviour.ts';
import { question } from './nodes/question/behaviour.ts';
import { riskAssessment } from './nodes/risk-assessment/behaviour.ts';
import { script } from './nodes/script/behaviour.ts';
import { NodeRunner } from './nodes/testing/node-run.ts';
import { virtualAgent } from './nodes/virtual-agent/behaviour.ts';
import {
  ConsentView,
  FaceMatchStaffView,
  FaceMatchView,
  HandOverStaffView,
  HandOverView,
  IdentityDocumentStaffView,
  IdentityDocumentView,
  InviteStaffView,
  InviteView,
  LivenessStaffView,
  LivenessView,
  LocationView,
  OtpView,
  QuestionStaffView,
  QuestionView,
  RiskAssessmentStaffView,
  RiskAssessmentView,
  ScriptStaffView,
  ScriptView,
  VirtualAgentStaffView,
  VirtualAgentView,
} from './views.ts';

const text = { 'zh-CN': '文字', en: 'Text' };
const answers = [
  { key: 'yes', title: text, class: 'expected' },
  { key: 'no', title: text, class: 'refused' },
];
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
  'a comparison of faces': [new NodeRunner(faceMatch), FaceMatchView, FaceMatchStaffView, (run: NodeRunner) => run.act('agent', 'capture')],
  'a risk assessment': [
    new NodeRunner(riskAssessment, { config: risk }),
    RiskAssessmentView,
    RiskAssessmentStaffView,
    (run: NodeRunner) => run.act('customer', 'answer', { question: 'loss', option: 'high' }).act('customer', 'submit'),
  ],
  'a hand-over to a person': [
    new NodeRunner(handOver, { config: { skill: 'wealth', summary: text, notice: text } }),
    HandOverView,
    HandOverStaffView,
    (run: NodeRunner) => run.signal('ticket.issued', { number: 'B7', place: 2 }),
  ],
  'an invitation': [
    new NodeRunner(invite, { config: { role: 'spouse', title: text } }),
    InviteView,
    InviteStaffView,
    (run: NodeRunner) =>
      run
        .act('agent', 'invite', { name: 'Li', phone: null })
        .answer('invite.send', { ok: true, invitationId: 'inv_1', link: 'https://bank.example/g' }),
  ],
  'a one-time code': [
    new NodeRunner(otp, { config: { purpose: text } }),
    OtpView,
    OtpView,
    (run: NodeRunner) => run.answer('otp.send', { ok: true, salt: 'salt', mac: hash }),
  ],
  'a position': [
    new NodeRunner(location, { config: { explanation: [text] } }),
    LocationView,
    LocationView,
    (run: NodeRunner) =>
      run
        .answer('consent.text', { ok: true, text: { title: text, body: [text], withoutIt: text }, hashes: { 'zh-CN': hash, en: hash } })
        .act('customer', 'decide', { decision: 'accepted', textVersion: 'location-v1', language: 'en' })
        .act('customer', 'fail', { problem: 'timeout' }),
  ],
  'a question': [
    new NodeRunner(question, { config: { question: text, choices: answers, mayTakeOver: true } }),
    QuestionView,
    QuestionStaffView,
    (run: NodeRunner) => run.act('agent', 'take_over', { reason: 'asked' }),
  ],
  'a script': [
    new NodeRunner(script, { config: { lines: [{ key: 'hello', text, minSeconds: 0, acknowledge: true, rule: 'CN-B6' }] } }),
    ScriptView,
    ScriptStaffView,
    (run: NodeRunner) => run.act('agent', 'tick', { line: 'hello' }).act('customer', 'ask_again', { line: 'hello' }),
  ],
  'the virtual agent': [
    new NodeRunner(virtualAgent, { config: { lines: [{ key: 'hello', text, choices: answers, rule: 'CN-B6' }] } }),
    VirtualAgentView,
    VirtualAgentStaffView,
    (run: NodeRunner) => run.answer('speech.speak', { ok: true, durationMs: 3_000 }),
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
