import { callEntry, edge, text } from '../../kit/own-flow.ts';

const shared = { formatVersion: 1, channel: 'remote', product: 'account', roles: ['customer', 'agent'], start: 'notice' };
const ENTRIES = { digits: callEntry('faceConsent', 'no'), number: callEntry('card', 'no') };
const MAY = '=consented = "accepted"';
const ENDS = [
  { id: 'completed', type: 'end', config: { outcome: 'completed' } },
  { id: 'no', type: 'end', config: { outcome: 'refused' } },
];

/** A face that reads digits aloud, as often as it takes here. */
export const DIGITS = {
  ...shared,
  key: 'digits-aloud',
  title: text('念数字', 'Digits aloud'),
  summary: text('客户念出屏幕上的数字。', 'The customer reads digits off the screen.'),
  variables: [{ name: 'consented', type: 'string', title: text('人脸同意', 'Consent to the face') }],
  nodes: [
    ...ENTRIES.digits.nodes,
    {
      id: 'faceConsent',
      type: 'consent',
      config: { kind: 'biometric', textVersion: 'biometric-v1' },
      outputs: { decision: 'consented' },
      tags: ['biometric_consent'],
    },
    {
      id: 'alive',
      type: 'liveness',
      config: { challenges: ['read_digits'], count: 1, engine: MAY, seconds: 12, attempts: 3 },
      tags: ['identity'],
    },
    ...ENDS,
  ],
  edges: [
    ...ENTRIES.digits.edges,
    edge('faceConsent', 'accepted', 'alive'),
    edge('faceConsent', 'refused', 'no'),
    edge('alive', 'confirmed', 'completed'),
    edge('alive', 'rejected', 'no'),
  ],
};

/** A resident identity card whose number is read aloud. */
export const NUMBER = {
  ...shared,
  key: 'number-aloud',
  title: text('念证件号码', 'A number aloud'),
  summary: text('客户念出身份证号码。', 'The customer reads the number of their card.'),
  variables: [],
  nodes: [
    ...ENTRIES.number.nodes,
    { id: 'card', type: 'identity-document', config: { fields: ['name', 'idNumber'], readNumber: true }, tags: ['identity'] },
    ...ENDS,
  ],
  edges: [...ENTRIES.number.edges, edge('card', 'confirmed', 'completed'), edge('card', 'rejected', 'no')],
};
