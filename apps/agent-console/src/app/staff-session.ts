import { AppError, type StaffRole, type StaffView } from '@guichet/protocol';
import type { HttpClient } from './http-client.ts';
import { Store } from './store.ts';

/** `expired`: was signed in and no longer is, so that the login page can say so. */
export type StaffSessionState = { kind: 'unknown' } | { kind: 'out'; expired: boolean } | { kind: 'in'; staff: StaffView };

/** Who is signed in on this page. The login itself is an HttpOnly cookie that no script sees. */
export class StaffSession {
  readonly state = new Store<StaffSessionState>({ kind: 'unknown' });
  readonly #http: HttpClient;
  #loading: Promise<void> | null = null;

  constructor(http: HttpClient) {
    this.#http = http;
    http.onSignedOut = () => this.lost();
  }

  /** Asks the counter once who is signed in; later calls wait for the same answer. Rejects when the counter can't be reached. */
  async load(): Promise<StaffSessionState> {
    if (this.state.get().kind === 'unknown') {
      this.#loading ??= this.#ask().finally(() => {
        this.#loading = null;
      });
      await this.#loading;
    }
    return this.state.get();
  }

  async signIn(staffNumber: string, password: string): Promise<StaffView> {
    const { staff, csrfToken } = await this.#http.request('staff.login', { body: { staffNumber, password } });
    this.#enter(staff, csrfToken);
    return staff;
  }

  async signOut(): Promise<void> {
    try {
      await this.#http.request('staff.logout', { body: {} });
    } catch (thrown) {
      // Whoever is signed out already wanted nothing else.
      if (AppError.from(thrown).code !== 'unauthenticated') throw thrown;
    }
    this.#http.csrfToken = null;
    this.state.set({ kind: 'out', expired: false });
  }

  /** The counter no longer knows the login. */
  lost(): void {
    if (this.state.get().kind !== 'in') return;
    this.#http.csrfToken = null;
    this.state.set({ kind: 'out', expired: true });
  }

  async #ask(): Promise<void> {
    try {
      const { staff, csrfToken } = await this.#http.request('staff.me', {});
      this.#enter(staff, csrfToken);
    } catch (thrown) {
      if (AppError.from(thrown).code !== 'unauthenticated') throw thrown;
      this.state.set({ kind: 'out', expired: false });
    }
  }

  #enter(staff: StaffView, csrfToken: string): void {
    this.#http.csrfToken = csrfToken;
    this.state.set({ kind: 'in', staff });
  }
}

export const hasRole = (staff: StaffView, ...roles: readonly StaffRole[]): boolean => roles.some((role) => staff.roles.includes(role));
