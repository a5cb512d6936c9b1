/** What node types show, for the pages that draw it. Apart from the engine, which no page needs. */
export * from './components/view-schema.ts';
export * from './nodes/consent/view-schema.ts';
export * from './nodes/document/view-schema.ts';
export * from './nodes/face-match/view-schema.ts';
export * from './nodes/form/view-schema.ts';
export * from './nodes/hand-over/view-schema.ts';
export * from './nodes/identity-document/view-schema.ts';
export * from './nodes/invite/guest-role.ts';
export * from './nodes/invite/view-schema.ts';
export * from './nodes/liveness/view-schema.ts';
export * from './nodes/location/view-schema.ts';
export * from './nodes/otp/view-schema.ts';
export * from './nodes/question/view-schema.ts';
export * from './nodes/risk-assessment/view-schema.ts';
export * from './nodes/script/view-schema.ts';
export * from './nodes/shared/take-over-view.ts';
export * from './nodes/virtual-agent/view-schema.ts';
