import { z } from 'zod';
import { FlowRole } from '../../definition/flow-definition.ts';

/** Names inside a configuration: of lines, questions, options, fields. */
export const Key = z.string().regex(/^[a-z][A-Za-z0-9_]{0,63}$/, 'starts with a small letter; letters, digits and _ only');

/** What a bank gave a name to: a skill, a template, a service, a version. */
export const Reference = z.string().min(1).max(120);

/** Those on the customer's side. */
export const CustomerSide = FlowRole.extract(['customer', 'guest']);

/** No two entries of a list have the same key. */
export const haveOwnKeys = (entries: readonly { readonly key: string }[]) => new Set(entries.map(({ key }) => key)).size === entries.length;
export const OWN_KEYS = 'every entry has a key of its own';

/** Who looked at it: `agent` and the people above them see what the agent sees. */
export const isStaffSide = (role: FlowRole) => role === 'agent' || role === 'supervisor' || role === 'checker';
