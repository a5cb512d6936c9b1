import { AppError, type Language, type StaffRole, type StaffView } from '@guichet/protocol';
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
  readonly #pageLanguage: () => Language;
  #loading: Promise<void> | null = null;

  constructor(http: HttpClient, pageLanguage: () => Language) {
    this.#http = http;
    this.#pageLanguage = pageLanguage;
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
    return this.#enter(login, password);
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
      await this.#enter(await this.#http.request('staff.me', {}), null);
    } catch (thrown) {
      if (AppError.from(thrown).code !== 'unauthenticated') throw thrown;
      this.state.set({ kind: 'out', expired: false });
    }
  }

  /** The page speaks another language from now on: the counter names people in it too. */
  async speak(language: Language): Promise<void> {
    const state = this.state.get();
    if (state.kind !== 'in' && state.kind !== 'due') return;
    const staff = await this.#named(state.staff, language);
    this.state.update((now) => (now.kind === 'in' || now.kind === 'due' ? { ...now, staff } : now));
  }

  async #enter({ staff, csrfToken, passwordChangeDue }: HttpReply<'staff.me'>, handedOut: string | null): Promise<StaffView> {
    this.#http.csrfToken = csrfToken;
    const named = await this.#named(staff, this.#pageLanguage());
    this.state.set(passwordChangeDue ? { kind: 'due', staff: named, handedOut } : { kind: 'in', staff: named });
    return named;
  }

  async #named(staff: StaffView, language: Language): Promise<StaffView> {
    if (staff.language === language) return staff;
    // Names in the other language are no reason to keep anybody out.
    return this.#http.request('staff.chooseLanguage', { body: { language } }).catch(() => staff);
  }
}

export const hasRole = (staff: StaffView, ...roles: readonly StaffRole[]): boolean => roles.some((role) => staff.roles.includes(role));
