import type { z } from 'zod';
import { answerTo, request } from '../effect-contracts.ts';
import { type JsonObject, type NodeContext, type NodeStep, type NodeType, type Signal, defineNodeType } from '../node-type.ts';
import { refuseInvalid, refuseState } from '../shared/refuse.ts';
import { type OtpConfig, type OtpEnterInput, type OtpGiveUpInput, otpManifest } from './manifest.ts';

type Data = {
  readonly state: 'sending' | 'waiting' | 'checking' | 'not_sent';
  readonly sends: number;
  readonly tries: number;
  /** What a typed code is held against; only the counter has the key that makes it mean something. */
  readonly challenge: { readonly salt: string; readonly mac: string } | null;
  readonly expiresAtMs: number | null;
  /** Not sent again before. */
  readonly resendAtMs: number | null;
  readonly problem: 'wrong' | 'expired' | 'not_checked' | null;
};
type Context = NodeContext<OtpConfig>;

const EXPIRY = 'expiry';

/** A code by a second channel. The node never knows it: the counter makes, sends and compares it. */
export const otp: NodeType = defineNodeType<OtpConfig, Data>({
  manifest: otpManifest,
  behaviour: {
    enter: (context) =>
      send({ state: 'sending', sends: 0, tries: 0, challenge: null, expiresAtMs: null, resendAtMs: null, problem: null }, context),
    act(data, { name, input }, context) {
      switch (name) {
        case 'enter':
          return enter(data, input as z.infer<typeof OtpEnterInput>, context);
        case 'resend':
          return resend(data, context);
        case 'give_up':
          return rejected(data, (input as z.infer<typeof OtpGiveUpInput>).reason, context);
        default:
          return refuseInvalid('No such action');
      }
    },
    receive: (data, signal, context) => receive(data, signal, context),
    timer: (data, name, context) => (name === EXPIRY ? expired(data, context) : { data }),
    view: (data, _role, context) => viewOf(data, context),
  },
});

/** Whatever was sent before holds no more: what is checked is the last one. */
function send(data: Data, { config, nowMs }: Context): NodeStep<Data> {
  const sends = data.sends + 1;
  const { channel, template, digits, validSeconds } = config;
  return {
    data: {
      ...data,
      state: 'sending',
      sends,
      challenge: null,
      expiresAtMs: null,
      resendAtMs: nowMs + config.resendSeconds * 1_000 * 2 ** (sends - 1),
      problem: null,
    },
    effects: [request('otp.send', { channel, template, digits, validSeconds })],
    timers: { [EXPIRY]: null },
  };
}

function resend(data: Data, context: Context): NodeStep<Data> {
  if (data.state !== 'waiting' && data.state !== 'not_sent') refuseState('Not now');
  if (data.sends >= context.config.sends) refuseState('Sent as often as allowed');
  if (data.resendAtMs !== null && context.nowMs < data.resendAtMs) refuseState('Not yet');
  return send(data, context);
}

function enter(data: Data, { code }: z.infer<typeof OtpEnterInput>, { config, nowMs }: Context): NodeStep<Data> {
  if (data.state !== 'waiting' || data.challenge === null || data.expiresAtMs === null) refuseState('No code is waited for');
  if (nowMs >= data.expiresAtMs) refuseState('The code is too old');
  if (code.length !== config.digits) refuseInvalid('The code has another length');
  return { data: { ...data, state: 'checking', problem: null }, effects: [request('otp.check', { ...data.challenge, code })] };
}

function receive(data: Data, signal: Signal, context: Context): NodeStep<Data> {
  const { config, nowMs } = context;
  const sent = answerTo('otp.send', signal);
  if (sent !== null && data.state === 'sending') {
    const detail = { channel: config.channel, time: data.sends };
    if (!sent.ok)
      return { data: { ...data, state: 'not_sent' }, marks: [{ name: 'otp_not_sent', detail: { ...detail, code: sent.code } }] };
    const expiresAtMs = nowMs + config.validSeconds * 1_000;
    const { salt, mac } = sent.result;
    return {
      data: { ...data, state: 'waiting', challenge: { salt, mac }, expiresAtMs },
      marks: [{ name: 'otp_sent', detail }],
      timers: { [EXPIRY]: expiresAtMs },
    };
  }
  const checked = answerTo('otp.check', signal);
  if (checked === null || data.state !== 'checking') return { data };
  // Nobody looked at what was typed, so it was no try.
  if (!checked.ok) return { data: { ...data, state: 'waiting', problem: 'not_checked' } };
  const tries = data.tries + 1;
  const detail = { channel: config.channel, tries, sends: data.sends };
  if (checked.result.matches)
    return {
      data: { ...data, tries, challenge: null },
      marks: [{ name: 'otp_confirmed', detail }],
      timers: { [EXPIRY]: null },
      done: { port: 'confirmed', outputs: { confirmed: true, reason: null } },
    };
  const marks = [{ name: 'otp_wrong', detail }];
  if (tries >= config.tries) return rejected({ ...data, tries }, 'too_many', context, marks);
  return { data: { ...data, tries, state: 'waiting', problem: 'wrong' }, marks };
}

/** What is being checked at this moment was typed in time. */
function expired(data: Data, context: Context): NodeStep<Data> {
  if (data.state !== 'waiting') return { data };
  if (data.sends >= context.config.sends) return rejected(data, 'expired', context);
  return { data: { ...data, challenge: null, problem: 'expired' }, marks: [{ name: 'otp_expired', detail: { time: data.sends } }] };
}

function rejected(data: Data, reason: string, { config }: Context, marks: NonNullable<NodeStep<Data>['marks']> = []): NodeStep<Data> {
  return {
    data: { ...data, challenge: null },
    marks: [...marks, { name: 'otp_rejected', detail: { channel: config.channel, reason, tries: data.tries, sends: data.sends } }],
    timers: { [EXPIRY]: null },
    done: { port: 'rejected', outputs: { confirmed: false, reason } },
  };
}

/** The same for both sides: there is nothing in it that would help to guess. */
function viewOf({ state, sends, tries, expiresAtMs, resendAtMs, problem }: Data, { config }: Context): JsonObject {
  const { purpose, channel, digits } = config;
  return {
    purpose,
    channel,
    digits,
    state,
    problem,
    expiresAtMs,
    resendAtMs,
    sendsLeft: config.sends - sends,
    triesLeft: config.tries - tries,
  };
}
