import { checksPassed } from './checks-passed.ts';
import { consentBefore } from './consent-before.ts';
import { customerConfirmed, scriptTicked } from './conversation.ts';
import { documentsReadAndSigned } from './documents.ts';
import { marksPresent } from './marks-present.ts';
import { segmentOrder, segmentsPresent } from './segments.ts';
import type { OrderingKind } from './asked.ts';

/** The kinds of rule that say what comes before what. */
export const orderingKinds: Readonly<Record<string, OrderingKind>> = {
  checks_passed: checksPassed,
  consent_before: consentBefore,
  customer_confirmed: customerConfirmed,
  documents_read_and_signed: documentsReadAndSigned,
  marks_present: marksPresent,
  script_ticked: scriptTicked,
  segment_order: segmentOrder,
  segments_present: segmentsPresent,
};

/** The kinds that only a recording can answer: how much of it there is, how long it is kept, whether it is whole. */
export const recordingKinds: readonly string[] = [
  'answers_heard',
  'both_parties_media',
  'clock_agrees',
  'documents_shown',
  'engine_agrees',
  'flow_version',
  'gap_max',
  'heads_fit',
  'log_verifies',
  'observed_max',
  'person_looks',
  'prompts_heard',
  'recording_intact',
  'retention_known',
  'script_heard',
  'signatures_verify',
  'sound_intelligible',
  'words_spoken',
];
