import {
  COMPONENT_CONTRACT,
  COMPONENT_MESSAGE_RATE,
  ComponentConnect,
  ComponentShow,
  FromComponent,
  MAX_COMPONENT_MESSAGE,
  RateLimiter,
  type ToComponent,
} from '@guichet/protocol';

export interface ComponentHostOptions {
  /** What was said does not fit the contract, or too much was said: nothing of it is done. */
  readonly onMisuse: (why: 'too_often' | 'too_large' | 'unknown' | 'not_allowed' | 'left') => void;
  readonly onAct: (action: string, input: unknown) => Promise<boolean>;
  readonly onHeight: (heightPx: number) => void;
  readonly onReady: () => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/**
 * The page's end of the line to a component's frame. What comes is taken for nothing before it has passed the contract's schema; what is done is only
 * what the step lets this reader do now, one thing after another. The counter checks each input against the action's own schema again.
 */
export class ComponentHost {
  readonly #options: ComponentHostOptions;
  readonly #rates = new RateLimiter();
  #port: MessagePort | null = null;
  #show: ComponentShow | null = null;
  #isReady = false;
  #isBusy = false;

  constructor(options: ComponentHostOptions) {
    this.#options = options;
  }

  /** Hands the frame its end. A frame that has loaded a second time has gone elsewhere, and hears nothing any more. */
  connect(frame: Pick<Window, 'postMessage'>): void {
    if (this.#port !== null) {
      this.close();
      this.#options.onMisuse('left');
      return;
    }
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => void this.#take(data));
    port1.start();
    // A frame of no origin can only be addressed by `*`; what is said holds nothing but the port.
    frame.postMessage(ComponentConnect.parse({ type: 'connect', contract: COMPONENT_CONTRACT }), '*', [port2]);
  }

  show(show: ComponentShow): void {
    this.#show = ComponentShow.parse(show);
    if (this.#isReady) this.#send(this.#show);
  }

  close(): void {
    this.#port?.close();
    this.#isReady = false;
  }

  async #take(data: unknown): Promise<void> {
    const { onMisuse, onHeight, onReady, now } = this.#options;
    if (this.#rates.take('message', COMPONENT_MESSAGE_RATE, now()) > 0) return onMisuse('too_often');
    if (sizeOf(data) > MAX_COMPONENT_MESSAGE) return onMisuse('too_large');
    const parsed = FromComponent.safeParse(data);
    if (!parsed.success) return onMisuse('unknown');
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        if (this.#show !== null) this.#send(this.#show);
        return onReady();
      case 'height':
        return onHeight(message.heightPx);
      case 'act':
        return this.#act(message);
    }
  }

  async #act({ request, action, input }: Extract<FromComponent, { type: 'act' }>): Promise<void> {
    const isAllowed = this.#show?.can.some((each) => each.action === action) === true;
    if (!isAllowed || this.#isBusy) {
      this.#options.onMisuse('not_allowed');
      return this.#send({ type: 'acted', request, done: false });
    }
    this.#isBusy = true;
    try {
      this.#send({ type: 'acted', request, done: await this.#options.onAct(action, input) });
    } finally {
      this.#isBusy = false;
    }
  }

  #send(message: ToComponent): void {
    this.#port?.postMessage(message);
  }
}

/** Characters as JSON; what JSON cannot hold (circles, handles) is over any limit. */
function sizeOf(data: unknown): number {
  try {
    return JSON.stringify(data)?.length ?? Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
