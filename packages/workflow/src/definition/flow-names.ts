import { z } from 'zod';

/** Names people write into definitions: no prototype keys, nothing that needs quoting in an expression. */
export const Name = z
  .string()
  .regex(/^[a-z][A-Za-z0-9_]{0,63}$/, 'starts with a small letter; letters, digits and _ only')
  .refine((name) => !['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty'].includes(name), 'is a reserved name');
export const NodeName = Name.brand<'NodeName'>();
export type NodeName = z.infer<typeof NodeName>;
export const PortName = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/);
export const FlowKey = z.string().regex(/^[a-z][a-z0-9-]{1,63}$/);

/** Who can take part in a flow. `system` is the counter itself. */
export const FlowRole = z.enum(['customer', 'agent', 'supervisor', 'guest', 'checker', 'virtual_agent', 'system']);
export type FlowRole = z.infer<typeof FlowRole>;

export const VariableType = z.enum(['string', 'number', 'boolean', 'date', 'list', 'object']);
