import { answerTo, failureOf, request } from '../effect-contracts.ts';
import { type NodeType, defineNodeType } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { type ServiceConfig, serviceManifest } from './manifest.ts';
import { readResponse } from './response.ts';

type Data = { readonly askedAtMs: number };

/** A failure is the engine's: tried again where the node says so, then on by the port `failed`. */
export const service: NodeType = defineNodeType<ServiceConfig, Data>({
  manifest: serviceManifest,
  behaviour: {
    enter: ({ config, nowMs }) => ({
      data: { askedAtMs: nowMs },
      effects: [request('service.call', { service: config.service, operation: config.operation, request: config.request })],
    }),
    receive(data, signal, { config, nowMs }) {
      const answer = answerTo('service.call', signal);
      if (!answer) return { data };
      const detail = { service: config.service, operation: config.operation, tookMs: nowMs - data.askedAtMs };
      if (!answer.ok)
        return { data, marks: [{ name: 'service_failed', detail: { ...detail, code: answer.code } }], failed: failureOf(answer) };
      const response = readResponse(answer.result.response, config.response);
      if (response === null) {
        const code = 'unexpected_response';
        return { data, marks: [{ name: 'service_failed', detail: { ...detail, code } }], failed: { code, retryable: false } };
      }
      return { data, marks: [{ name: 'service_answered', detail }], done: { port: 'ok', outputs: { response, code: null } } };
    },
    view: (data, role, { config }) => (isStaffSide(role) ? { since: data.askedAtMs, service: config.service } : { since: data.askedAtMs }),
  },
});
