export * from './engine.ts';
export { SPEECH_ENGINE_NAMES, type SpeechEngineName } from './names.ts';
export { openSpeechEngine, type SpeechSettings } from './registry.ts';
export { HttpSpeechAnswer, type HttpSpeechSettings } from './http/http-speech.ts';
export { type HeardLine, type LineToHear, spokenWords } from './words/spoken-words.ts';
export { judgeLine, type LineVerdict } from './words/judge-line.ts';
export { type HeardAnswer, spokenAnswer } from './words/spoken-answer.ts';
export { type HeardSigns, judgeSigns, spokenSigns } from './words/spoken-signs.ts';
export { answerMeant } from './words/closed-answer.ts';
