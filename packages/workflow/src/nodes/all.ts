import { connect } from './connect/behaviour.ts';
import { consent } from './consent/behaviour.ts';
import { conversation } from './conversation/behaviour.ts';
import { deviceCheck } from './device-check/behaviour.ts';
import { document } from './document/behaviour.ts';
import { engineNodeTypes } from './engine-types.ts';
import { faceMatch } from './face-match/behaviour.ts';
import { form } from './form/behaviour.ts';
import { handOver } from './hand-over/behaviour.ts';
import { identityDocument } from './identity-document/behaviour.ts';
import { invite } from './invite/behaviour.ts';
import { liveness } from './liveness/behaviour.ts';
import { location } from './location/behaviour.ts';
import { notify } from './notify/behaviour.ts';
import { otp } from './otp/behaviour.ts';
import { question } from './question/behaviour.ts';
import { queue } from './queue/behaviour.ts';
import { record } from './record/behaviour.ts';
import { NodeRegistry } from './registry.ts';
import { riskAssessment } from './risk-assessment/behaviour.ts';
import { script } from './script/behaviour.ts';
import { service } from './service/behaviour.ts';
import { task } from './task/behaviour.ts';
import { virtualAgent } from './virtual-agent/behaviour.ts';

/** Every node type that ships. A new one is imported and named here, and nowhere else on this side. */
export const nodeRegistry = new NodeRegistry([
  ...engineNodeTypes,
  connect,
  consent,
  conversation,
  deviceCheck,
  document,
  faceMatch,
  form,
  handOver,
  identityDocument,
  invite,
  liveness,
  location,
  notify,
  otp,
  question,
  queue,
  record,
  riskAssessment,
  script,
  service,
  task,
  virtualAgent,
]);
