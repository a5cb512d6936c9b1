import type { ChromiumOptions } from './chromium.ts';
import { NetNamespace } from './net-namespace.ts';

/** The customer's own way to the bank: a cable that can be pulled, with the customer's browser at its far end. Linux and root only. */
export class CustomerCable {
  readonly #namespace: NetNamespace;

  /** Why there can be none here; undefined when there can. */
  static unavailableReason(): Promise<string | undefined> {
    return NetNamespace.unavailableReason();
  }

  static async lay(): Promise<CustomerCable> {
    return new CustomerCable(await NetNamespace.create());
  }

  private constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
  }

  /** How an installation is started so that both ends reach it. */
  get startOptions(): { readonly host: string; readonly announcedAddresses: readonly string[] } {
    return { host: '0.0.0.0', announcedAddresses: [this.#namespace.hostAddress] };
  }

  /** What puts a browser at the far end. The counter keeps its name there, so that its pages may use a camera as on this machine. */
  get browserOptions(): Pick<ChromiumOptions, 'wrapExecutable' | 'extraArgs'> {
    return {
      wrapExecutable: (executable) => this.#namespace.wrapExecutable(executable),
      extraArgs: [`--host-resolver-rules=MAP localhost ${this.#namespace.hostAddress}`],
    };
  }

  /** Nothing passes while the cable is out. */
  async pull(): Promise<void> {
    await this.#namespace.setCable('out');
  }

  async plugIn(): Promise<void> {
    await this.#namespace.setCable('in');
  }

  /** The browser at its end has to be closed before. */
  async remove(): Promise<void> {
    await this.#namespace.destroy();
  }
}
