import { AppError, type StaffRole, type StaffView } from '@guichet/protocol';
import type { HttpClient, HttpReply } from './http-client.ts';
import { Store } from './store.ts';

/** `expired`: was signed in and no longer is, so that the login page can say so. */
export type StaffSessionState =
  | { kind: 'unknown' }
  | { kind: 'out'; expired: boolean }
  /** Signed in with a password that was handed out, which has to be replaced before anything else; null once the page was reloaded. */
  | { kind: 'due'; staff: StaffView; handedOut: string | null }
  | { kind: 'in'; staff: StaffView };

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
    const login = await this.#http.request('staff.login', { body: { staffNumber, password } });
    this.#enter(login, password);
    return login.staff;
  }

  /** Throws `login_failed` for a wrong current password, `login_locked`, `password_reused`. */
  async changePassword(current: string, next: string): Promise<void> {
    await this.#http.request('staff.changePassword', { body: { current, next } });
    this.state.update((state) => (state.kind === 'due' ? { kind: 'in', staff: state.staff } : state));
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
    const { kind } = this.state.get();
    if (kind !== 'in' && kind !== 'due') return;
    this.#http.csrfToken = null;
    this.state.set({ kind: 'out', expired: true });
  }

  async #ask(): Promise<void> {
    try {
      this.#enter(await this.#http.request('staff.me', {}), null);
    } catch (thrown) {
      if (AppError.from(thrown).code !== 'unauthenticated') throw thrown;
      this.state.set({ kind: 'out', expired: false });
    }
  }

  #enter({ staff, csrfToken, passwordChangeDue }: HttpReply<'staff.me'>, handedOut: string | null): void {
    this.#http.csrfToken = csrfToken;
    this.state.set(passwordChangeDue ? { kind: 'due', staff, handedOut } : { kind: 'in', staff });
  }
}

export const hasRole = (staff: StaffView, ...roles: readonly StaffRole[]): boolean => roles.some((role) => staff.roles.includes(role));
