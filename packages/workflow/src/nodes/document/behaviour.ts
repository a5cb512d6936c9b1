import type { z } from 'zod';
import type { FlowRole } from '../../definition/flow-definition.ts';
import { answerTo, failureOf, request, type EffectResult } from '../effect-contracts.ts';
import { type FlowActor, type Json, type NodeContext, type NodeStep, type NodeType, type Signal, defineNodeType } from '../node-type.ts';
import { refuseForbidden, refuseInvalid, refuseState } from '../shared/refuse.ts';
import {
  type ClearInput,
  type DeclineInput,
  type DocumentConfig,
  type PresentInput,
  type ReadInput,
  type SignInput,
  documentManifest,
} from './manifest.ts';
import { type PlaceOnDocument, placesOn } from './places.ts';
import { type PageRead, unreadPages, withRead } from './reading.ts';
import { documentView } from './view.ts';

type Written = { readonly place: string; readonly strokes: Json; readonly writtenAtMs: number; readonly by: FlowRole };
export type DocumentData = {
  readonly phase: 'preparing' | 'open' | 'sealing';
  readonly document: { readonly documentId: string; readonly hash: string; readonly pages: number } | null;
  readonly openedAtMs: number;
  readonly presentedPage: number;
  readonly reads: readonly PageRead[];
  readonly written: readonly Written[];
};
type Context = NodeContext<DocumentConfig>;

/** Prepared, read, written on, sealed: in this order and no other. */
export const document: NodeType = defineNodeType<DocumentConfig, DocumentData>({
  manifest: documentManifest,
  behaviour: {
    enter: ({ config, nowMs }) => ({
      data: { phase: 'preparing', document: null, openedAtMs: nowMs, presentedPage: 1, reads: [], written: [] },
      effects: [request('document.prepare', { template: config.template, title: config.title, params: config.params })],
    }),
    act(data, { name, input, actor }, context) {
      if (data.phase !== 'open') refuseState(data.phase === 'preparing' ? 'The document is not there yet' : 'The document is being sealed');
      switch (name) {
        case 'present':
          return present(data, (input as z.infer<typeof PresentInput>).page, actor, context);
        case 'read':
          return read(data, input as z.infer<typeof ReadInput>, actor, context);
        case 'sign':
          return sign(data, input as z.infer<typeof SignInput>, actor, context);
        case 'clear':
          return clear(data, (input as z.infer<typeof ClearInput>).place, actor, context);
        case 'finish':
          return finish(data, context);
        case 'decline':
          return decline(data, (input as z.infer<typeof DeclineInput>).reason, actor);
        default:
          return refuseInvalid('No such action');
      }
    },
    receive: (data, signal, context) => (data.phase === 'preparing' ? prepared(data, signal, context) : sealed(data, signal, context)),
    view: (data, role, { config }) => documentView(data, role, config),
  },
});

function prepared(data: DocumentData, signal: Signal, { config, nowMs }: Context): NodeStep<DocumentData> {
  const answer = answerTo('document.prepare', signal);
  if (!answer) return { data };
  if (!answer.ok) return { data, failed: failureOf(answer) };
  const { documentId, hash, pages } = answer.result;
  if (placesOn(config, pages).some(({ page }) => page > pages))
    return { data, failed: { code: 'place_beyond_document', retryable: false } };
  return {
    data: { ...data, phase: 'open', document: { documentId, hash, pages }, openedAtMs: nowMs },
    marks: [{ name: 'document_shown', detail: { documentId, hash, pages, template: config.template } }],
  };
}

function pageOf(data: DocumentData, page: number): number {
  if (page > (data.document?.pages ?? 0)) refuseInvalid('The document has no such page');
  return page;
}

function present(data: DocumentData, page: number, actor: FlowActor, { config }: Context): NodeStep<DocumentData> {
  if (actor.role !== config.presenter) refuseForbidden('Somebody else turns the pages');
  return { data: { ...data, presentedPage: pageOf(data, page) }, marks: [{ name: 'page_presented', detail: { page } }] };
}

function read(
  data: DocumentData,
  report: z.infer<typeof ReadInput>,
  { role }: FlowActor,
  { config, nowMs }: Context,
): NodeStep<DocumentData> {
  pageOf(data, report.page);
  const reads = withRead(data.reads, { ...report, by: role }, data.openedAtMs, nowMs);
  if (reads === null) return refuseInvalid('More time is claimed than has passed');
  const wasUnread = unread(data, role, config).includes(report.page);
  const next = { ...data, reads };
  const isReadNow = wasUnread && !unread(next, role, config).includes(report.page);
  const dwellMs = reads.find(({ page, by }) => page === report.page && by === role)?.dwellMs ?? 0;
  return isReadNow ? { data: next, marks: [{ name: 'page_read', detail: { page: report.page, dwellMs, by: role } }] } : { data: next };
}

export function unread(data: DocumentData, role: FlowRole, { readToEnd, minPageMs }: DocumentConfig): number[] {
  return readToEnd ? unreadPages(data.reads, data.document?.pages ?? 0, role, minPageMs) : [];
}

function placeFor(data: DocumentData, name: string, actor: FlowActor, { config }: Context): PlaceOnDocument {
  const place = placesOn(config, data.document?.pages ?? 0).find((one) => one.name === name);
  if (!place) return refuseInvalid('The document has no such place');
  if (place.by !== actor.role) refuseForbidden('Somebody else signs here');
  return place;
}

function sign(
  data: DocumentData,
  { place: name, strokes }: z.infer<typeof SignInput>,
  actor: FlowActor,
  context: Context,
): NodeStep<DocumentData> {
  const place = placeFor(data, name, actor, context);
  const left = unread(data, actor.role, context.config);
  if (left.length > 0) refuseState(`Not read to the end yet: page ${left.join(', ')}`);
  const written = { place: name, strokes: strokes as Json, writtenAtMs: context.nowMs, by: actor.role };
  return {
    data: { ...data, written: [...data.written.filter((other) => other.place !== name), written] },
    marks: [
      {
        name: place.kind === 'initials' ? 'initials_written' : 'signature_written',
        detail: { place: name, page: place.page, by: actor.role },
      },
    ],
  };
}

function clear(data: DocumentData, name: string, actor: FlowActor, context: Context): NodeStep<DocumentData> {
  placeFor(data, name, actor, context);
  return {
    data: { ...data, written: data.written.filter(({ place }) => place !== name) },
    marks: [{ name: 'writing_cleared', detail: { place: name } }],
  };
}

function finish(data: DocumentData, { config }: Context): NodeStep<DocumentData> {
  const { document: shown, written } = data;
  const left = unread(data, 'customer', config);
  if (left.length > 0) refuseState(`Not read to the end yet: page ${left.join(', ')}`);
  const places = placesOn(config, shown?.pages ?? 0);
  const empty = places.filter(({ name }) => !written.some(({ place }) => place === name));
  if (empty.length > 0) refuseState(`Not signed yet: ${empty.map(({ name }) => name).join(', ')}`);
  if (shown === null) return refuseState('The document is not there yet');
  const marks = [{ name: 'document_finished', detail: { documentId: shown.documentId } }];
  if (!config.seal)
    return {
      data,
      marks,
      done: { port: 'done', outputs: { document: { ...shown, sealed: null }, signerKind: null, reading: data.reads } },
    };
  const handwriting = places.flatMap(({ by: _by, title: _title, ...field }) => {
    const hand = written.find(({ place }) => place === field.name);
    return hand ? [{ field, strokes: hand.strokes as z.infer<typeof SignInput>['strokes'], writtenAtMs: hand.writtenAtMs }] : [];
  });
  const { documentId, hash } = shown;
  return {
    data: { ...data, phase: 'sealing' },
    marks,
    effects: [request('document.seal', { documentId, hash, handwriting, provider: config.signer, reason: config.title })],
  };
}

function sealed(data: DocumentData, signal: Signal, { config }: Context): NodeStep<DocumentData> {
  const answer = answerTo('document.seal', signal);
  if (!answer || data.phase !== 'sealing') return { data };
  if (!answer.ok) return { data, failed: failureOf(answer) };
  const seal: EffectResult<'document.seal'> = answer.result;
  // Which kind of signer it was is said by the seal, never by what was asked for.
  if (seal.signerKind !== config.signer) return { data, failed: { code: 'other_signer', retryable: false } };
  const shown = data.document;
  return {
    // The strokes are in the sealed document now.
    data: { ...data, written: [] },
    marks: [{ name: 'document_sealed', detail: { documentId: seal.documentId, sealedHash: seal.sealedHash, signerKind: seal.signerKind } }],
    done: { port: 'done', outputs: { document: { ...shown, sealed: seal }, signerKind: seal.signerKind, reading: data.reads } },
  };
}

function decline(data: DocumentData, reason: string, { role }: FlowActor): NodeStep<DocumentData> {
  return {
    data: { ...data, written: [] },
    marks: [{ name: 'signing_declined', detail: { reason, by: role } }],
    done: {
      port: 'declined',
      outputs: { document: data.document === null ? null : { ...data.document, sealed: null }, reading: data.reads },
    },
  };
}
