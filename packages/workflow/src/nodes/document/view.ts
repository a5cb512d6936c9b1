import type { FlowRole } from '../../definition/flow-definition.ts';
import type { JsonObject } from '../node-type.ts';
import { isStaffSide } from '../shared/fields.ts';
import { type DocumentData, unread } from './behaviour.ts';
import type { DocumentConfig } from './manifest.ts';
import { type PlaceOnDocument, placesOn } from './places.ts';

/** Everybody sees how far it is; the strokes only whoever wrote them. */
export function documentView(data: DocumentData, role: FlowRole, config: DocumentConfig): JsonObject {
  const { document, phase, presentedPage, reads, written } = data;
  const isStaff = isStaffSide(role);
  const reader = role === 'guest' ? 'guest' : 'customer';
  const unreadNow = unread(data, reader, config);
  // Before it is there nobody knows how many pages it has.
  const places = document === null ? [] : placesOn(config, document.pages);
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
    places: places.map((place) => placeView(place, data, role)),
    maySign: !isStaff && phase === 'open' && unreadNow.length === 0,
    mayFinish: !isStaff && phase === 'open' && unreadNow.length === 0 && written.length === places.length,
    provesReading: config.readToEnd,
  };
}

function placeView(
  { name, kind, page, x, y, width, height, by, title }: PlaceOnDocument,
  { written }: DocumentData,
  role: FlowRole,
): JsonObject {
  const hand = written.find(({ place }) => place === name);
  return { name, kind, page, x, y, width, height, by, title, signed: hand !== undefined, strokes: hand?.by === role ? hand.strokes : null };
}
