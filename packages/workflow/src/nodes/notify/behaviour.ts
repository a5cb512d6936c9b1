import { answerTo, failureOf, request } from '../effect-contracts.ts';
import { type NodeType, defineNodeType } from '../node-type.ts';
import { type NotifyConfig, notifyManifest } from './manifest.ts';

export const notify: NodeType = defineNodeType<NotifyConfig, null>({
  manifest: notifyManifest,
  behaviour: {
    enter: ({ config }) => ({
      data: null,
      effects: [request('notify.send', { channel: config.channel, template: config.template, params: config.params })],
    }),
    receive(data, signal, { config }) {
      const answer = answerTo('notify.send', signal);
      if (!answer) return { data };
      const { channel, template } = config;
      if (answer.ok)
        return { data, marks: [{ name: 'notified', detail: { channel, template } }], done: { port: 'done', outputs: { sent: true } } };
      const marks = [{ name: 'not_notified', detail: { channel, template, code: answer.code } }];
      if (config.required) return { data, marks, failed: failureOf(answer) };
      return { data, marks, done: { port: 'done', outputs: { sent: false } } };
    },
    view: (_data, _role, { config }) => ({ channel: config.channel }),
  },
});
