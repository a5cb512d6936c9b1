import { AppError, newId, SavedView, type SavedViewId, SessionQuery, type StaffId } from '@guichet/protocol';
import type { Core } from '../sessions/core.ts';

/** Enough for anybody who still finds one again. */
const MOST_VIEWS = 50;

const placeOf = (staffId: string, name: string): string => `saved-view:${staffId}:${name}`;

/** Searches that people saved for themselves, sealed: they may name a customer. */
export class SavedViews {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  async list(staffId: StaffId): Promise<SavedView[]> {
    const rows = await this.#core.database.read((prisma) => prisma.savedView.findMany({ where: { staffId }, orderBy: { name: 'asc' } }));
    return rows.map(({ id, name, query }) =>
      SavedView.parse({ savedViewId: id, name, query: this.#core.vault.openAt(placeOf(staffId, name), query) }),
    );
  }

  async save(staffId: StaffId, { name, query }: Omit<SavedView, 'savedViewId'>): Promise<SavedView> {
    const sealed = this.#core.vault.sealAt(placeOf(staffId, name), query);
    return this.#core.database.transaction(async (tx) => {
      const others = await tx.savedView.count({ where: { staffId, NOT: { name } } });
      if (others >= MOST_VIEWS) throw new AppError('wrong_state');
      const { id } = await tx.savedView.upsert({
        where: { staffId_name: { staffId, name } },
        create: { id: newId('svw'), staffId, name, query: sealed, createdAt: new Date(this.#core.clock()) },
        update: { query: sealed },
        select: { id: true },
      });
      return { savedViewId: id as SavedViewId, name, query: SessionQuery.parse(query) };
    });
  }

  async remove(staffId: StaffId, savedViewId: SavedViewId): Promise<void> {
    await this.#core.database.transaction(async (tx) => {
      const { count } = await tx.savedView.deleteMany({ where: { id: savedViewId, staffId } });
      if (count === 0) throw new AppError('not_found');
    });
  }
}
