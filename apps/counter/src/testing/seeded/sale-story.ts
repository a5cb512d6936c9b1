import { Scenario } from '@guichet/workflow';

/** Who takes part in a seeded sale, by the ids under which the log knows them. */
export interface SaleCast {
  readonly callId: string;
  readonly nodeId: string;
  readonly roomId: string;
  readonly recordingId: string;
  readonly customer: string;
  readonly agent: string;
  readonly staffId: string;
  readonly offerId: string;
  readonly documentId: string;
}

interface SaleTold {
  readonly customerName: string;
  readonly account: string;
  readonly source: string;
}

const HASH = 'a'.repeat(64);
const QUESTIONS = ['income', 'share', 'experience', 'years', 'attitude', 'horizon', 'purpose', 'loss'];
const STROKES = [[0, 1, 2, 3, 4].map((at) => ({ x: 0.1 + at * 0.18, y: at % 2 === 0 ? 0.6 : 0.3, t: at * 90 }))];

/** A sale of a wealth product from the notice to the receipt; `pace` stretches what people do after the call began. */
export function saleStory(cast: SaleCast, told: SaleTold, startAtMs: number, pace: number): Scenario {
  const act = (by: string, action: string, input: unknown, seconds: number, stretch = pace) => ({
    act: action,
    by,
    input,
    id: by === 'agent' ? cast.staffId : null,
    afterMs: Math.round(seconds * 1_000 * stretch),
  });
  const customer = (action: string, input: unknown, seconds: number) => act('customer', action, input, seconds);
  const agent = (action: string, input: unknown, seconds: number) => act('agent', action, input, seconds);
  const signal = (name: string, payload: object) => ({ name, payload });
  const reads = (...lines: readonly (readonly [key: string, seconds: number, acknowledged?: true])[]) =>
    lines.flatMap(([line, seconds, acknowledged]) => [
      agent('tick', { line }, seconds),
      ...(acknowledged === true ? [customer('acknowledge', { line }, 3)] : []),
    ]);
  const consent = { kind: 'recording', decision: 'accepted', textVersion: 'recording-v1', textHash: HASH, language: 'zh-CN' };
  const check = { verdict: 'good', camera: true, microphone: true, speaker: true, network: null };
  const joined = (participantId: string, role: string, staffId: string | null) => [
    signal('call.participant_admitted', { callId: cast.callId, participantId, role, staffId }),
    signal('call.participant_joined', { callId: cast.callId, participantId }),
  ];
  const fields = { name: told.customerName, idNumber: '110105199001010010', birthDate: '1990-01-01', validUntil: 'long_term' };
  return Scenario.parse({
    formatVersion: 1,
    startAtMs,
    variables: { customerName: told.customerName, language: 'zh-CN' },
    nodes: {
      notice: [[{ signal: 'consent.decided', payload: consent, afterMs: 9_000 }]],
      check: [[{ signal: 'check.reported', payload: check, afterMs: 6_000 }]],
      opening: [reads(['greeting', 9], ['recorded', 11, true])],
      faceConsent: [[customer('decide', { decision: 'accepted', textVersion: 'biometric-v1', language: 'zh-CN' }, 14)]],
      idDocument: [
        [customer('capture', { side: 'portrait' }, 12), customer('capture', { side: 'emblem' }, 9)].concat(
          agent('confirm', { fields, checks: ['original', 'tilted'] }, 13),
        ),
      ],
      liveness: [[agent('observe', { seen: true }, 8), agent('observe', { seen: true }, 7), agent('confirm', null, 3)]],
      faceMatch: [[agent('capture', null, 5), agent('confirm', null, 6)]],
      risk: [
        [
          ...QUESTIONS.map((question) => customer('answer', { question, option: 'c' }, 7)),
          customer('submit', null, 4),
          customer('accept', null, 6),
        ],
      ],
      family: [[agent('give_up', { reason: 'not_needed' }, 5)]],
      pitch: [reads(['issuer', 13, true], ['terms', 17], ['fees', 12])],
      disclosure: [
        [
          ...reads(['suitable', 11], ['past', 14, true]),
          customer('ask_again', { line: 'capital' }, 4),
          ...reads(['capital', 18, true], ['liquidity', 15, true], ['coolingOff', 10]),
        ],
      ],
      confirm: [[customer('answer', { choice: 'understood' }, 9)]],
      orderForm: [
        [
          customer('edit', { field: 'amount', value: 200_000 }, 8),
          customer('edit', { field: 'account', value: told.account }, 12),
          customer('edit', { field: 'source', value: 'other' }, 5),
          customer('edit', { field: 'sourceDetail', value: told.source }, 9),
          customer('edit', { field: 'dividend', value: 'cash' }, 5),
          agent('edit', { field: 'referrer', value: '0837' }, 6),
          customer('submit', null, 4),
        ],
      ],
      sign: [
        [
          agent('present', { page: 1 }, 4),
          customer('read', { page: 1, dwellMs: 12_000, reachedEnd: true }, 12.5),
          agent('present', { page: 2 }, 3),
          customer('read', { page: 2, dwellMs: 9_000, reachedEnd: true }, 9.5),
          customer('sign', { place: 'initials_page_1', strokes: STROKES }, 3),
          customer('sign', { place: 'initials_page_2', strokes: STROKES }, 3),
          customer('sign', { place: 'customer_signature', strokes: STROKES }, 8),
          customer('finish', null, 3),
        ],
      ],
      farewell: [[agent('finish', null, 15)]],
    },
    outside: {
      'ticket.issue': [
        { answer: { number: 'A001', place: 1 }, signals: [signal('offer.accepted', { offerId: cast.offerId, staffId: cast.staffId })] },
      ],
      'call.open': [
        {
          signals: [
            signal('call.started', { callId: cast.callId, nodeId: cast.nodeId, roomId: cast.roomId, recordingId: cast.recordingId }),
            ...joined(cast.customer, 'customer', null),
            ...joined(cast.agent, 'agent', cast.staffId),
            signal('recording.confirmed', { recordingId: cast.recordingId }),
          ],
        },
      ],
      'document.prepare': [{ answer: { documentId: cast.documentId, hash: HASH, pages: 2 } }],
      'document.seal': [{ answer: { documentId: cast.documentId, originalHash: HASH, sealedHash: HASH, signerKind: 'bank_seal' } }],
      'service.call': [{ answer: { response: { orderId: 'o-1' } } }],
    },
    expect: { outcome: 'completed' },
  });
}
