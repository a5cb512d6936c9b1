import { ActionRefused } from '../node-type.ts';

/** The action's input makes no sense at this step. */
export function refuseInvalid(message: string): never {
  throw new ActionRefused('invalid', message);
}

/** Not now. */
export function refuseState(message: string): never {
  throw new ActionRefused('wrong_state', message);
}

/** Not this person. */
export function refuseForbidden(message: string): never {
  throw new ActionRefused('forbidden', message);
}
