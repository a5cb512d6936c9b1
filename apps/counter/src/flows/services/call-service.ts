import { effectContracts, type JsonObject } from '@guichet/workflow';
import type { FlowService as OperationRow } from '../../database/generated/client.ts';
import { askOperation, type OperationAnswer, type OperationSettings } from '../../operations/ask-operation.ts';
import type { Core } from '../../sessions/core.ts';
import type { EffectRequest, FlowServices } from '../flow-services.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

/** Calls the bank's systems by the name that an administrator gave them. What they are sent and what they answer is held to a schema. */
export function registerCallService(services: FlowServices, core: Core, settings: OperationSettings): void {
  const breaker = new CircuitBreaker(() => performance.now());
  services.register('service.call', {
    where: 'outside',
    // Whatever a core system says of a customer.
    personal: true,
    run: async (request, signal) => {
      const call = effectContracts['service.call'].payload.safeParse(request.payload);
      if (!call.success) return { ok: false, code: 'bad_request' };
      const name = `${call.data.service}.${call.data.operation}`;
      const row = await core.database.read((prisma) => prisma.flowService.findUnique({ where: { name } }));
      if (row?.active !== true) return { ok: false, code: 'not_available' };
      if (!breaker.allows(name)) return { ok: false, code: 'unavailable', retryable: true };
      const answer = await askPatiently(row, { body: call.data.request as JsonObject, request, settings, signal });
      if (!answer.ok && answer.retryable === true) breaker.failed(name);
      // What never left the house says nothing of the other side.
      else if (answer.ok || answer.status !== undefined) breaker.succeeded(name);
      return answer;
    },
  });
}

interface Ask {
  readonly body: JsonObject;
  readonly request: EffectRequest;
  readonly settings: OperationSettings;
  readonly signal: AbortSignal;
}

/** Asks as often as the operation's row allows, each time under the same idempotency key. */
async function askPatiently(row: OperationRow, { body, request, settings, signal }: Ask): Promise<OperationAnswer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await askOperation(row, settings, { body, idempotencyKey: request.idempotencyKey, signal });
    if (answer.ok || answer.retryable !== true || attempt >= row.maxAttempts || signal.aborted) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
  }
}
