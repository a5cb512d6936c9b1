import { answersHeard } from './answers-heard.ts';
import { bothPartiesMedia } from './both-parties-media.ts';
import { checksPassed } from './checks-passed.ts';
import { clockAgrees } from './clock-agrees.ts';
import { codeConfirmed } from './code-confirmed.ts';
import { consentBefore } from './consent-before.ts';
import { customerConfirmed } from './customer-confirmed.ts';
import { documentsReadAndSigned } from './documents-read-and-signed.ts';
import { documentsShown } from './documents-shown.ts';
import { engineAgrees } from './engine-agrees.ts';
import { flowVersion } from './flow-version.ts';
import { gapMax } from './gap-max.ts';
import { headsFit } from './heads-fit.ts';
import { logVerifies } from './log-verifies.ts';
import { marksPresent } from './marks-present.ts';
import { observedMax } from './observed-max.ts';
import { personLooks } from './person-looks.ts';
import { positionTaken } from './position-taken.ts';
import { promptsHeard } from './prompts-heard.ts';
import { recordingIntact } from './recording-intact.ts';
import { retentionKnown } from './retention-known.ts';
import { scriptHeard } from './script-heard.ts';
import { scriptTicked } from './script-ticked.ts';
import { segmentOrder } from './segment-order.ts';
import { segmentsPresent } from './segments-present.ts';
import { signaturesVerify } from './signatures-verify.ts';
import { soundIntelligible } from './sound-intelligible.ts';
import { wordsSpoken } from './words-spoken.ts';

/** Everything that a rule can ask for. A pack chooses and sets parameters; it brings no code. */
export const evaluators = {
  consent_before: consentBefore,
  segments_present: segmentsPresent,
  segment_order: segmentOrder,
  gap_max: gapMax,
  both_parties_media: bothPartiesMedia,
  script_ticked: scriptTicked,
  customer_confirmed: customerConfirmed,
  documents_read_and_signed: documentsReadAndSigned,
  signatures_verify: signaturesVerify,
  checks_passed: checksPassed,
  marks_present: marksPresent,
  code_confirmed: codeConfirmed,
  position_taken: positionTaken,
  answers_heard: answersHeard,
  flow_version: flowVersion,
  retention_known: retentionKnown,
  log_verifies: logVerifies,
  recording_intact: recordingIntact,
  clock_agrees: clockAgrees,
  documents_shown: documentsShown,
  engine_agrees: engineAgrees,
  heads_fit: headsFit,
  observed_max: observedMax,
  prompts_heard: promptsHeard,
  script_heard: scriptHeard,
  sound_intelligible: soundIntelligible,
  words_spoken: wordsSpoken,
  person_looks: personLooks,
} as const;

export type EvaluatorKind = keyof typeof evaluators;
