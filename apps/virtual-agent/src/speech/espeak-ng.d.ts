declare module '@echogarden/espeak-ng-emscripten' {
  export interface SpeechEvent {
    readonly type: 'samplerate' | 'sentence' | 'word' | 'phoneme' | 'end' | 'mark' | 'play' | 'msg_terminated' | 'list_terminated';
    /** Milliseconds from the beginning of the text. */
    readonly audio_position: number;
    readonly id?: string | number;
  }

  export interface SpeechWorker {
    readonly samplerate?: number;
    get_samplerate(): number;
    /** @returns 0 when the voice is there */
    set_voice(name: string, language: string, gender: number, age: number, variant: number): number;
    set_rate(wordsPerMinute: number): void;
    synthesize(text: string, take: (audio: ArrayBufferView | ArrayBuffer | null, events: readonly SpeechEvent[]) => void): void;
  }

  interface SpeechModule {
    readonly eSpeakNGWorker: new () => SpeechWorker;
  }
  export default function load(): Promise<SpeechModule>;
}
