import type { JsonObject } from '../node-type.ts';
import { titled } from '../shared/titled.ts';
import type { DocumentData } from './behaviour.ts';
import { documentRejections, documentSides, documentTitles, fieldTitles, retakeReasons, sideTitles } from './documents.ts';
import type { IdentityDocumentConfig } from './manifest.ts';
import { besideView } from './beside.ts';
import { besideOf, isRefused } from './look-up.ts';
import { readingFinding } from './reading-findings.ts';
import { FOREIGN_STILLS, stillFindings } from './still-findings.ts';

/** The customer sees what to show and why again; what is read off and how it is judged is the agent's. */
export function documentView(data: DocumentData, isStaff: boolean, config: IdentityDocumentConfig): JsonObject {
  const { documentType, captures, retakeReason } = data;
  const sides = documentType === null ? [] : documentSides[documentType];
  const shared: JsonObject = {
    documentType,
    documents: config.documents.map((key) => ({ key, title: documentTitles[key] })),
    sides: sides.map((side) => ({ side, title: sideTitles[side] ?? null, shown: Object.hasOwn(captures, side) })),
    currentSide: sides.find((side) => !Object.hasOwn(captures, side)) ?? null,
    tip: retakeReason === null ? null : retakeReasons[retakeReason],
    wantsStill: config.engine,
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
    beside: documentType === null ? [] : besideView(besideOf(data)),
    isLookedUp: (data.pending ?? null) !== null,
    isBlocked: isRefused(data, config),
    checks: config.checks,
    retakesLeft: config.retakes - data.retakes,
    retakeReasons: titled(retakeReasons),
    rejections: titled(documentRejections),
  };
}
