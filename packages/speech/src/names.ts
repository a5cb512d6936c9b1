/** Engines that can be asked for by name. None of them ships a model: each needs something that an operator brings. */
export const SPEECH_ENGINE_NAMES = ['http', 'sherpa-onnx', 'pocketsphinx'] as const;
export type SpeechEngineName = (typeof SPEECH_ENGINE_NAMES)[number];
