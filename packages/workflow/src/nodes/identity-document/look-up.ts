import type { z } from 'zod';
import { answerTo, request } from '../effect-contracts.ts';
import type { FlowActor, NodeEffect, Signal } from '../node-type.ts';
import type { BesideCheck } from '../shared/check-result.ts';
import type { DocumentData } from './behaviour.ts';
import { allBeside, besideIn, LOOKED_UP } from './beside.ts';
import { documentSides } from './documents.ts';
import type { ConfirmInput, IdentityDocumentConfig } from './manifest.ts';
import { numberCheck } from './read-number.ts';

/** Whose document was looked up, and what was found. */
export type LookUp = { readonly idNumber: string | null; readonly name: string | null; readonly checks: readonly BesideCheck[] };
/** A confirmation that waits until what the agent wrote has been looked up. */
export type Pending = {
  readonly input: z.infer<typeof ConfirmInput>;
  readonly actor: { readonly [Key in keyof FlowActor]: FlowActor[Key] };
};

/** What counts of a document that is shown in several sessions. */
export const duplicatesOf = ({ duplicateSessions, duplicateDays }: IdentityDocumentConfig) => ({
  most: duplicateSessions,
  withinDays: duplicateDays,
});

/** What was last looked up: what the agent wrote, or else what an engine read. */
export function lookedUp({ lookUp = null, hint }: DocumentData): LookUp | null {
  if (lookUp !== null) return lookUp;
  const found = besideIn(hint).filter(({ name }) => LOOKED_UP.some((known) => known === name));
  const read = (name: string) => hint?.fields.find((field) => field.name === name)?.value ?? null;
  return found.length < LOOKED_UP.length ? null : { idNumber: read('idNumber'), name: read('name'), checks: found };
}

/** What a person wrote counts, and not what an engine read in its place: where it was not looked up yet, the confirmation waits for that. */
export function asksFor(data: DocumentData, fields: Pending['input']['fields']): boolean {
  const [known, idNumber, name] = [lookedUp(data), fields.idNumber ?? null, fields.name ?? null];
  return idNumber !== null && (known === null || known.idNumber !== idNumber || (name !== null && known.name !== name));
}

export function lookUpEffect(data: DocumentData, { fields }: Pending['input'], config: IdentityDocumentConfig): NodeEffect {
  return request('identity.lookUp', {
    documentType: data.documentType ?? '',
    idNumber: fields.idNumber ?? '',
    name: fields.name ?? null,
    duplicates: duplicatesOf(config),
  });
}

/** The data with what was found. What could not be looked up is said to be so, and holds nobody up. Null: it is no answer to this. */
export function withLookUp(data: DocumentData, signal: Signal): { readonly data: DocumentData; readonly pending: Pending } | null {
  const answer = answerTo('identity.lookUp', signal);
  const pending = data.pending ?? null;
  if (answer === null || pending === null) return null;
  const { idNumber = null, name = null } = pending.input.fields;
  // Asked before the agent wrote something else.
  if (answer.ok && answer.result.idNumber !== idNumber) return null;
  const checks = answer.ok
    ? [...answer.result.checks]
    : LOOKED_UP.map((check) => ({ name: check, result: 'not_evaluated' as const, detail: 'not_looked_up' }));
  return { data: { ...data, lookUp: { idNumber, name, checks }, pending: null }, pending };
}

/** Whether it can only be rejected. */
export const isRefused = (data: DocumentData, config: IdentityDocumentConfig): boolean =>
  config.blocked === 'cannot_pass' && hasFailed(besideOf(data, config), 'block_list');

/** All that was held against the document, the newest look-up first. */
export function besideOf(data: DocumentData, config: IdentityDocumentConfig): BesideCheck[] {
  const found = [...(data.lookUp?.checks ?? []), ...besideIn(data.hint), ...numberCheck(data, config)];
  const sides = data.documentType === null ? 0 : documentSides[data.documentType].length;
  return allBeside(found, { sides, readNumber: config.readNumber });
}

export const hasFailed = (checks: readonly BesideCheck[], name?: string): boolean =>
  checks.some((check) => check.result === 'fail' && (name === undefined || check.name === name));
