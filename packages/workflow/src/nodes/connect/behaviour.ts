import { answerTo, failureOf, request } from '../effect-contracts.ts';
import { type NodeContext, type NodeStep, type NodeType, type Signal, defineNodeType } from '../node-type.ts';
import { type ConnectConfig, connectManifest } from './manifest.ts';

type Data = { readonly live: boolean; readonly recording: boolean; readonly callId: string | null };

/** Done once the call is there and its recording was confirmed, in whatever order that is heard of. */
export const connect: NodeType = defineNodeType<ConnectConfig, Data>({
  manifest: connectManifest,
  behaviour: {
    enter({ config }) {
      const { step, mode } = config;
      const effect = step === 'close' ? request('call.close', { mode }) : request('call.open', { mode, with: config.with });
      return { data: { live: false, recording: false, callId: null }, effects: [effect] };
    },
    receive: (data, signal, context) => (context.config.step === 'close' ? closing(data, signal) : opening(data, signal, context)),
    view: ({ live, recording }, _role, { config }) => ({ step: config.step, mode: config.mode, with: config.with, live, recording }),
  },
});

function opening(data: Data, signal: Signal, { config }: NodeContext<ConnectConfig>): NodeStep<Data> {
  const { name, payload } = signal;
  switch (name) {
    case 'call.started':
      return settled({ ...data, live: true, callId: typeof payload['callId'] === 'string' ? payload['callId'] : null }, config);
    case 'recording.confirmed':
    case 'recording.recovered':
      return settled({ ...data, recording: true }, config);
    case 'recording.degraded':
    case 'recording.stopped':
      return { data: { ...data, recording: false } };
    case 'call.ended':
      return { data, failed: { code: 'call_ended', retryable: true } };
  }
  const answer = answerTo('call.open', signal);
  if (!answer) return { data };
  // The agent who took the ticket may have brought the call with them.
  if (!answer.ok) return data.live ? { data } : { data, failed: failureOf(answer) };
  return settled({ ...data, live: data.live || answer.result.live, recording: data.recording || answer.result.recording }, config);
}

function settled(data: Data, config: ConnectConfig): NodeStep<Data> {
  if (!data.live || (config.recorded && !data.recording)) return { data };
  return {
    data,
    marks: [{ name: 'connected', detail: { mode: config.mode, with: config.with } }],
    done: { port: 'connected', outputs: { callId: data.callId } },
  };
}

function closing(data: Data, signal: Signal): NodeStep<Data> {
  if (signal.name === 'call.ended') return { data, done: { port: 'closed' } };
  const answer = answerTo('call.close', signal);
  if (!answer) return { data };
  return answer.ok ? { data, done: { port: 'closed' } } : { data, failed: failureOf(answer) };
}
