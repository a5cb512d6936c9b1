import type { KeyObject } from 'node:crypto';
import { effectContracts } from '@guichet/workflow';
import type { Core } from '../../sessions/core.ts';
import type { FlowServices } from '../flow-services.ts';
import { tellBank } from './tell-bank.ts';

interface Parts {
  readonly dataKey: KeyObject;
}

export function registerNotifyService(services: FlowServices, core: Core, { dataKey }: Parts): void {
  services.register('notify.send', {
    where: 'outside',
    run: (request, signal) => tellBank(core, dataKey, request, effectContracts['notify.send'].payload.parse(request.payload), signal),
  });
}
