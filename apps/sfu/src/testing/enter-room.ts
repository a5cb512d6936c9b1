import { newId, type ParticipantId, type RoomGrants, type RoomId, type RoomSnapshot } from '@guichet/protocol';
import type { FakeCounter } from './fake-counter.ts';
import { Page, PageIdentity } from './page.ts';

/** Where pages enter: the node's signalling, with the counter's tokens. */
export interface Door {
  readonly counter: FakeCounter;
  readonly port: number;
}

export interface EntryWish {
  readonly grants?: Partial<RoomGrants>;
  readonly participantId?: ParticipantId;
  readonly identity?: PageIdentity;
}

export interface Entered {
  readonly page: Page;
  readonly identity: PageIdentity;
  readonly participantId: ParticipantId;
  readonly token: string;
  readonly snapshot: RoomSnapshot;
}

/** A page that joined. */
export async function enterRoom({ counter, port }: Door, room: RoomId, wish: EntryWish = {}): Promise<Entered> {
  const identity = wish.identity ?? (await PageIdentity.make());
  const participantId = wish.participantId ?? newId('par');
  const token = await counter.mint({ room, sub: participantId, jkt: identity.thumbprint, ...(wish.grants ? { grants: wish.grants } : {}) });
  const page = await Page.open(port);
  return { page, identity, participantId, token, snapshot: await page.join(identity, token) };
}
