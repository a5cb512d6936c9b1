export * from './camera/levels.ts';
export * from './camera/take-picture.ts';
export type { DrawnDocument } from './documents/card-canvas.ts';
export * from './documents/draw.ts';
export { drawDeclared } from './documents/draw-declared.ts';
export { type InventedPerson, inventPerson } from './documents/invented-person.ts';
export * from './seeded-random.ts';
