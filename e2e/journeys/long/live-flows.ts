import { callEntry, edge, text } from '../../kit/own-flow.ts';

const WATCHED = ['call', 'recording', 'customer_present', 'agent_present', 'good_picture', 'good_sound'];
const shared = { formatVersion: 1, channel: 'remote', product: 'account', roles: ['customer', 'agent'], variables: [], start: 'notice' };
const ENDS = [
  { id: 'completed', type: 'end', config: { outcome: 'completed' } },
  { id: 'no', type: 'end', config: { outcome: 'refused' } },
];
const toTalk = callEntry('talk', 'no');
const toLines = callEntry('lines', 'no');
const toTerms = callEntry('terms', 'no');
const toConsent = callEntry('faceConsent', 'no');

/** A talk that waits until everybody is seen and heard. */
export const TALK = {
  ...shared,
  key: 'seen-and-heard',
  title: text('看得见听得清', 'Seen and heard'),
  summary: text('各方画面、声音清楚时才进行。', 'Goes on while everybody is seen and heard.'),
  nodes: [...toTalk.nodes, { id: 'talk', type: 'conversation', config: { needs: WATCHED } }, ...ENDS],
  edges: [...toTalk.edges, edge('talk', 'done', 'completed')],
};

/** Long enough that whoever presses at once has not read it. */
const READING_SECONDS = 30;

/** Lines that are to be listened to, of which one takes its time; who does not understand a second time is led on past the rest. */
export const LINES = {
  ...shared,
  key: 'listened-to',
  title: text('听完再答', 'Listened to'),
  summary: text('朗读话术。', 'Lines are read aloud.'),
  nodes: [
    ...toLines.nodes,
    {
      id: 'lines',
      type: 'script',
      config: {
        lines: [
          { key: 'first', text: text('请您听完以下提示。', 'Please listen to the following.') },
          {
            key: 'long',
            text: text('本产品不保本，收益会变动。', 'Your capital is at risk and returns vary.'),
            minSeconds: READING_SECONDS,
          },
          { key: 'clear', text: text('您清楚了吗？', 'Is it clear to you?'), acknowledge: true },
          { key: 'unread', text: text('请您再次确认。', 'Please confirm once more.') },
        ],
        tooFast: 'flag',
        maxRereads: 1,
      },
    },
    { id: 'talk', type: 'conversation' },
    ...ENDS,
  ],
  edges: [...toLines.edges, edge('lines', 'done', 'talk'), edge('lines', 'unclear', 'talk'), edge('talk', 'done', 'completed')],
};

/** Three pages, turned by the agent. */
export const TERMS = {
  ...shared,
  key: 'shown-terms',
  title: text('阅读条款', 'The terms'),
  summary: text('展示条款。', 'Terms are shown.'),
  nodes: [
    ...toTerms.nodes,
    { id: 'terms', type: 'document', config: { template: 'insurance-terms', title: text('条款', 'Terms'), readToEnd: false } },
    { id: 'talk', type: 'conversation' },
    ...ENDS,
  ],
  edges: [...toTerms.edges, edge('terms', 'done', 'talk'), edge('terms', 'declined', 'talk'), edge('talk', 'done', 'completed')],
};

/** An engine may picture the face that the agent looks at, with the customer's consent to it: from then on it can be told from another one. */
export const KNOWN_FACE = {
  ...shared,
  key: 'known-face',
  title: text('认得是谁', 'A known face'),
  summary: text('核验本人后继续办理。', 'Goes on after the customer was identified.'),
  nodes: [
    ...toConsent.nodes,
    {
      id: 'faceConsent',
      type: 'consent',
      config: { kind: 'biometric', textVersion: 'biometric-v1' },
      tags: ['biometric_consent'],
    },
    { id: 'face', type: 'face-match', config: { engine: true }, tags: ['identity'] },
    { id: 'talk', type: 'conversation', config: { needs: WATCHED } },
    ...ENDS,
  ],
  edges: [
    ...toConsent.edges,
    edge('faceConsent', 'accepted', 'face'),
    edge('faceConsent', 'refused', 'no'),
    edge('face', 'confirmed', 'talk'),
    edge('face', 'rejected', 'no'),
    edge('talk', 'done', 'completed'),
  ],
};
