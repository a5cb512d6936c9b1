import { connect } from './connect/behaviour.ts';
import { consent } from './consent/behaviour.ts';
import { conversation } from './conversation/behaviour.ts';
import { deviceCheck } from './device-check/behaviour.ts';
import { engineNodeTypes } from './engine-types.ts';
import { faceMatch } from './face-match/behaviour.ts';
import { identityDocument } from './identity-document/behaviour.ts';
import { liveness } from './liveness/behaviour.ts';
import { queue } from './queue/behaviour.ts';
import { record } from './record/behaviour.ts';
import { NodeRegistry } from './registry.ts';

/** Every node type that ships. A new one is imported and named here, and nowhere else on this side. */
export const nodeRegistry = new NodeRegistry([
  ...engineNodeTypes,
  connect,
  consent,
  conversation,
  deviceCheck,
  faceMatch,
  identityDocument,
  liveness,
  queue,
  record,
]);
