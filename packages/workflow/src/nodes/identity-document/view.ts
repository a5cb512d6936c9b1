import type { JsonObject, NodeContext } from '../node-type.ts';
import { titled } from '../shared/titled.ts';
import type { DocumentData } from './behaviour.ts';
import { documentRejections, documentTitles, fieldTitles, isTilt, retakeReasons, sideTitles } from './documents.ts';
import type { IdentityDocumentConfig } from './manifest.ts';
import { besideView } from './beside.ts';
import { besideOf, isRefused } from './look-up.ts';
import { isListening, isNumberRead } from './read-number.ts';
import { readingFinding } from './reading-findings.ts';
import { sidesOf } from './sides.ts';
import { FOREIGN_STILLS, stillFindings } from './still-findings.ts';

/** The customer sees what to show and why again; what is read off and how it is judged is the agent's. */
export function documentView(data: DocumentData, isStaff: boolean, context: NodeContext<IdentityDocumentConfig>): JsonObject {
  const { config } = context;
  const { documentType, captures, retakeReason } = data;
  const sides = sidesOf(documentType, context);
  const currentSide = sides.find((side) => !Object.hasOwn(captures, side)) ?? null;
  const shared: JsonObject = {
    documentType,
    documents: config.documents.map((key) => ({ key, title: documentTitles[key] })),
    sides: sides.map((side) => ({ side, title: sideTitles[side] ?? null, shown: Object.hasOwn(captures, side) })),
    currentSide,
    numberRead: config.readNumber && documentType !== null && currentSide === null ? numberState(data) : null,
    tip: retakeReason === null ? null : retakeReasons[retakeReason],
    // What is tilted is pictured and not read.
    wantsStill: config.engine && (currentSide === null || !isTilt(currentSide)),
  };
  if (!isStaff) return shared;
  return {
    ...shared,
    images: Object.entries(captures).map(([what, { image, atMs }]) => ({ what, ref: image, atMs })),
    stills: Object.entries(captures).flatMap(([what, { still }]) =>
      still === undefined || still.finding === null
        ? []
        : [
            {
              what,
              ref: still.image,
              finding: stillFindings[still.finding],
              isForeign: FOREIGN_STILLS.includes(still.finding),
            },
          ],
    ),
    fields: config.fields.map((name) => {
      const read = data.hint?.fields.find((field) => field.name === name);
      return { name, title: fieldTitles[name], read: read?.value ?? null, confidence: read?.confidence ?? null, box: read?.box ?? null };
    }),
    hint:
      data.hint === null
        ? null
        : { engine: data.hint.engine, decision: data.hint.decision, reason: data.hint.reason, finding: readingFinding(data.hint.reason) },
    beside: documentType === null ? [] : besideView(besideOf(data, config)),
    isLookedUp: (data.pending ?? null) !== null,
    isBlocked: isRefused(data, config),
    checks: config.checks,
    retakesLeft: config.retakes - data.retakes,
    retakeReasons: titled(retakeReasons),
    rejections: titled(documentRejections),
  };
}

function numberState(data: DocumentData): 'wanted' | 'listening' | 'unheard' | 'done' {
  if (isListening(data)) return 'listening';
  if (isNumberRead(data)) return 'done';
  return (data.numberRead ?? null) === null ? 'wanted' : 'unheard';
}
