import type { FlowRole } from '../../definition/flow-definition.ts';
import type { JsonObject } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { type DocumentData, unread } from './behaviour.ts';
import type { DocumentConfig, SigningPlace } from './manifest.ts';

/** Everybody sees how far it is; the strokes only whoever wrote them. */
export function documentView(data: DocumentData, role: FlowRole, config: DocumentConfig): JsonObject {
  const { document, phase, presentedPage, reads, written } = data;
  const isStaff = isStaffSide(role);
  const reader = role === 'guest' ? 'guest' : 'customer';
  const unreadNow = unread(data, reader, config);
  return {
    phase,
    title: config.title,
    document: document === null ? null : { documentId: document.documentId, pages: document.pages, hash: document.hash },
    presentedPage,
    follows: config.presenter === 'agent' && !isStaff,
    mayPresent: role === config.presenter,
    signer: config.signer,
    minPageMs: config.minPageMs,
    unread: unreadNow,
    reads: reads.filter(({ by }) => isStaff || by === reader),
    places: config.places.map((place) => placeView(place, data, role)),
    maySign: !isStaff && phase === 'open' && unreadNow.length === 0,
    mayFinish: !isStaff && phase === 'open' && unreadNow.length === 0 && written.length === config.places.length,
    provesReading: config.readToEnd,
  };
}

function placeView(
  { name, kind, page, x, y, width, height, by, title }: SigningPlace,
  { written }: DocumentData,
  role: FlowRole,
): JsonObject {
  const hand = written.find(({ place }) => place === name);
  return { name, kind, page, x, y, width, height, by, title, signed: hand !== undefined, strokes: hand?.by === role ? hand.strokes : null };
}
