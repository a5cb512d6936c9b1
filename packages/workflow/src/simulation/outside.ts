import type { JsonObject } from '../nodes/node-type.ts';
import type { Reply } from './scenario.ts';

const HASH = '0'.repeat(64);
const joined = (participantId: string, role: string) => ({ name: 'call.participant_joined', payload: { participantId, role } });

/** What a request is answered where everything works and nothing else is said: so that a scenario names only what matters to it. */
export function usualReply(kind: string, payload: JsonObject): Reply {
  const usual: Reply = { ok: true, answer: {}, silent: false, afterMs: 200, signals: [] };
  switch (kind) {
    case 'ticket.issue':
      return { ...usual, answer: { number: 'A001', place: 1 }, signals: [{ name: 'offer.accepted', payload: { staffId: 'agent' } }] };
    case 'call.open':
      return {
        ...usual,
        signals: [
          { name: 'call.started', payload: { callId: 'call' } },
          joined('customer', 'customer'),
          joined('agent', payload['with'] === 'virtual_agent' ? 'virtual_agent' : 'agent'),
          { name: 'recording.confirmed', payload: {} },
        ],
      };
    case 'call.close':
      return { ...usual, signals: [{ name: 'call.ended', payload: {} }] };
    case 'service.call':
      return { ...usual, answer: { response: {} } };
    case 'document.prepare':
      return { ...usual, answer: { documentId: 'document', hash: HASH, pages: 1 } };
    case 'document.seal':
      return {
        ...usual,
        answer: { documentId: 'document', originalHash: HASH, sealedHash: HASH, signerKind: textOf(payload['provider']) || 'bank_seal' },
      };
    case 'speech.speak':
      return { ...usual, answer: { ref: textOf(payload['ref']), durationMs: 2_000 }, afterMs: 2_000 };
    case 'invite.send':
      return { ...usual, answer: { invitationId: 'invitation', link: null } };
    case 'consent.text':
      return { ...usual, answer: { text: TEXT, hashes: { 'zh-CN': HASH, en: HASH } } };
    case 'otp.send':
      return { ...usual, answer: { salt: '', mac: HASH } };
    case 'otp.check':
      return { ...usual, answer: { matches: true } };
    case 'identity.keep':
      return { ...usual, answer: { verificationId: 'verification' } };
    case 'identity.listen':
      return { ...usual, answer: { heard: 'heard', fromMs: null, untilMs: null, engine: null }, afterMs: 5_000 };
    case 'identity.lookUp':
      return { ...usual, answer: { idNumber: textOf(payload['idNumber']), checks: FOUND_NOWHERE } };
    case 'identity.check':
      return { ...usual, answer: { what: textOf(payload['what']), image: null, hint: null } };
    default:
      return usual;
  }
}

const FOUND_NOWHERE = [
  { name: 'duplicate', result: 'pass', detail: 'new' },
  { name: 'block_list', result: 'pass', detail: null },
];
const TEXT = {
  title: { 'zh-CN': '同意书', en: 'Consent' },
  body: [{ 'zh-CN': '这里显示银行的文本。', en: 'The bank’s text stands here.' }],
  withoutIt: null,
};
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
