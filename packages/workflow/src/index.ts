export * from './definition/flow-definition.ts';
export * from './engine/effects.ts';
export * from './engine/events.ts';
export * from './engine/state.ts';
export * from './nodes/all.ts';
export * from './nodes/engine-types.ts';
export * from './nodes/node-type.ts';
export * from './nodes/registry.ts';
