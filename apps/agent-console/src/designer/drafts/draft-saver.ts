import { AppError, type ErrorCode } from '@guichet/protocol';
import type { HttpClient, HttpReply } from '../../app/http-client.ts';
import { Store } from '../../app/store.ts';
import { type Draft, definitionOf } from '../edit/draft.ts';
import type { DraftEditor } from './draft-editor.ts';
import type { LocalCopies } from './local-copies.ts';

/** Typing goes on for so long before it is written down here, and then sent to the counter. */
const KEEP_AFTER_MS = 200;
const SAVE_AFTER_MS = 1_200;
const RETRY_AFTER_MS = 3_000;

export type SaveState =
  | { readonly kind: 'saved'; readonly at: number }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saving' }
  /** It has no step yet, and is only kept here. */
  | { readonly kind: 'empty' }
  /** The counter does not answer; it is kept here and tried again. */
  | { readonly kind: 'away' }
  /** Somebody else saved something since: nothing is overwritten. */
  | { readonly kind: 'changed' }
  /** Another page has the lock. */
  | { readonly kind: 'locked' }
  | { readonly kind: 'refused'; readonly code: ErrorCode };

interface DraftSaverOptions {
  readonly http: HttpClient;
  readonly editor: DraftEditor;
  readonly copies: LocalCopies;
  readonly flow: string;
  readonly page: string;
  readonly baseHash: string | null;
  /** Its hash is that of `baseHash`; null where the counter has nothing of it, or something older. */
  readonly saved: Draft | null;
  readonly savedAt: number;
  readonly onSaved: (reply: HttpReply<'flows.saveDraft'>) => void;
}

/** Saves a draft by itself: first on this computer, then at the counter, again and again while that is away. Never over what it has not seen. */
export class DraftSaver {
  readonly state: Store<SaveState>;
  readonly #options: DraftSaverOptions;
  #baseHash: string | null;
  #saved: Draft | null;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #saving = false;
  #savingDone: Promise<unknown> = Promise.resolve();
  #stopFollowing: () => void = () => undefined;

  constructor(options: DraftSaverOptions) {
    this.#options = options;
    this.#baseHash = options.baseHash;
    this.#saved = options.saved;
    this.state = new Store<SaveState>(
      options.saved === options.editor.draft ? { kind: 'saved', at: options.savedAt } : { kind: 'unsaved' },
    );
  }

  get baseHash(): string | null {
    return this.#baseHash;
  }

  start(): void {
    // The lock was lost and is here again.
    if (this.state.get().kind === 'locked') this.state.set({ kind: 'unsaved' });
    this.#stopFollowing = this.#options.editor.state.subscribe(() => this.#look());
    addEventListener('pagehide', this.#keep);
    this.#look();
  }

  stop(): void {
    this.#stopFollowing();
    removeEventListener('pagehide', this.#keep);
    clearTimeout(this.#saveTimer);
    if (this.#keepTimer !== undefined) this.#keep();
  }

  /** Something here is not at the counter yet. */
  get hasUnsaved(): boolean {
    return this.#options.editor.draft !== this.#saved;
  }

  /** Whoever leaves saves first what is still to be saved. */
  async leave(): Promise<void> {
    const { kind } = this.state.get();
    if (kind === 'unsaved') await this.save();
    else if (kind === 'saving') await this.#savingDone;
  }

  /** What is on the screen, whatever stands at the counter: asked for after both were looked at. */
  async saveOver(hash: string): Promise<void> {
    this.#baseHash = hash;
    this.#saved = null;
    await this.save();
  }

  /** Somebody else saved, and it is on the screen: the next change begins from there. */
  follow(draft: Draft, shown: Draft, hash: string): void {
    if (draft.key !== this.#options.flow) return;
    this.#baseHash = hash;
    this.#saved = shown;
    this.state.set({ kind: 'saved', at: Date.now() });
  }

  /** What is on the screen is not wanted any more. */
  discard(): void {
    const { editor, copies, flow } = this.#options;
    clearTimeout(this.#saveTimer);
    clearTimeout(this.#keepTimer);
    this.#keepTimer = undefined;
    this.#saved = editor.draft;
    this.state.set({ kind: 'saved', at: Date.now() });
    copies.remove(flow);
  }

  #look(): void {
    const { editor } = this.#options;
    const kind = this.state.get().kind;
    if (editor.draft === this.#saved) {
      if (kind === 'unsaved') this.state.set({ kind: 'saved', at: Date.now() });
      return;
    }
    if (kind === 'saved' || kind === 'empty') this.state.set({ kind: 'unsaved' });
    if (this.#keepTimer === undefined) this.#keepTimer = setTimeout(this.#keep, KEEP_AFTER_MS);
    if (kind === 'changed' || kind === 'locked' || kind === 'away') return;
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  readonly #keep = (): void => {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = undefined;
    const { editor, copies, flow } = this.#options;
    if (editor.draft === this.#saved) return;
    copies.write(flow, { draft: editor.draft, baseHash: this.#baseHash, at: Date.now() });
  };

  /** Resolves when it was saved, or could not be; the state says which. */
  async save(): Promise<void> {
    const { editor, http, flow, page, copies, onSaved } = this.#options;
    const { draft } = editor;
    if (this.#saving || draft === this.#saved) return;
    clearTimeout(this.#saveTimer);
    const definition = definitionOf(draft);
    if (definition === null) {
      this.state.set({ kind: 'empty' });
      return;
    }
    this.#saving = true;
    this.state.set({ kind: 'saving' });
    try {
      const saving = http.request('flows.saveDraft', {
        params: { flow },
        body: { definition: definition as never, baseHash: this.#baseHash, page },
      });
      this.#savingDone = saving.catch(() => undefined);
      const reply = await saving;
      this.#saving = false;
      this.#baseHash = reply.version.hash;
      this.#saved = draft;
      const isLatest = editor.draft === draft;
      if (isLatest) copies.remove(flow);
      this.state.set(isLatest ? { kind: 'saved', at: reply.version.changedAt } : { kind: 'unsaved' });
      onSaved(reply);
      this.#look();
    } catch (thrown) {
      this.#saving = false;
      this.#failed(AppError.from(thrown).code);
    }
  }

  #failed(code: ErrorCode): void {
    this.#keep();
    switch (code) {
      case 'draft_changed':
        this.state.set({ kind: 'changed' });
        return;
      case 'flow_locked':
        this.state.set({ kind: 'locked' });
        return;
      case 'unavailable':
      case 'deadline_exceeded':
      case 'rate_limited':
      case 'unauthenticated':
      case 'internal':
        this.state.set({ kind: 'away' });
        this.#saveTimer = setTimeout(() => void this.save(), RETRY_AFTER_MS);
        return;
      default:
        this.state.set({ kind: 'refused', code });
    }
  }
}
