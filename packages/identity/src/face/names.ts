/** Sets of engines that can be asked for by name. The first one ships; the others need models that an operator brings. */
export const FACE_ENGINE_NAMES = ['human', 'faceplugin'] as const;
export type FaceEngineName = (typeof FACE_ENGINE_NAMES)[number];
