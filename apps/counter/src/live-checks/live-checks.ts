import {
  type NodeId,
  PICTURE_CHECKS,
  PartyRole,
  type ParticipantId,
  type RoomId,
  type RoomMeasures,
  type SessionEvent,
  type SessionId,
  type TrackId,
  withDeadline,
} from '@guichet/protocol';
import { blindness, FaceLooks, judgeFaces, showsTheSame, WATCH_DEFAULTS, type WatchThresholds } from '@guichet/rules/watch';
import { afterCommit, type Tx } from '../database/database.ts';
import type { MediaPlane } from '../nodes/media-plane.ts';
import type { Core } from '../sessions/core.ts';
import type { FacesSeen, LookForFaces } from './live-faces.ts';
import type { CompareWithIdentified } from './live-person.ts';
import { readStepContext } from './step-context.ts';
import { WarningBook } from './warning-book.ts';
import { type CallFacts, type TrackChange, WatchedCall, type WatchedTrack } from './watched-call.ts';

/** A room of which nothing is known is asked for again after so long. */
const UNKNOWN_FOR_MS = 3_000;
/** A warning that comes later is of no use in the call. */
const CONFIRMED_WITHIN_MS = 1_600;
/** As large as those that people are identified by. */
const COMPARED_HEIGHT_PX = 720;
/** Between two pictures of somebody who may be another one. */
const COMPARED_EVERY_MS = 900;
/** More rooms that nobody knows are not remembered. */
const MAX_UNKNOWN = 1_000;
/** Faces: what an engine finds, not what is measured. */
const FACE_CHECKS: ReadonlySet<string> = new Set(['face_absent', 'face_small', 'extra_person']);

interface Followed {
  readonly call: WatchedCall;
  readonly looks: Map<TrackId, FaceLooks>;
  /** One change after the other, in their order. */
  tail: Promise<unknown>;
}

interface LiveChecksOptions {
  readonly core: Core;
  readonly media: MediaPlane;
  /** Null: no engine looks at faces. */
  readonly lookForFaces: LookForFaces | null;
  /** Null: nobody asks whose face it is, or nobody could say. */
  readonly compare?: CompareWithIdentified | null;
  readonly thresholds?: WatchThresholds;
}

/**
 * Watches every recorded call by what its node measures, and warns in the session's log. Nothing waits for it: what cannot be noted is found again with the next
 * measures, and a call of which none come is a call without warnings.
 */
export class LiveChecks {
  readonly #options: LiveChecksOptions;
  readonly #thresholds: WatchThresholds;
  readonly #book: WarningBook;
  readonly #followed = new Map<RoomId, Followed>();
  /** Rooms that are being looked up, or that nobody knows; until when. */
  readonly #unknown = new Map<RoomId, number>();
  /** Looks at faces that are due, one at a time: a document that is to be read waits for one of them at most. */
  readonly #due = new Map<TrackId, { readonly followed: Followed; readonly track: WatchedTrack }>();
  #looking = false;
  #closed = false;

  constructor(options: LiveChecksOptions) {
    this.#options = options;
    this.#thresholds = options.thresholds ?? WATCH_DEFAULTS;
    this.#book = new WarningBook(options.core);
  }

  start(): void {
    const { core, media } = this.#options;
    media.onMeasures((nodeId, rooms) => this.#take(nodeId, rooms));
    core.log.onAppended((tx, event) => this.#heard(tx, event));
  }

  stop(): void {
    this.#closed = true;
    this.#due.clear();
    this.#followed.clear();
  }

  #take(nodeId: NodeId, rooms: readonly RoomMeasures[]): void {
    if (this.#closed) return;
    for (const { roomId, tracks } of rooms) {
      const followed = this.#followed.get(roomId);
      if (followed === undefined) {
        void this.#find(nodeId, roomId);
        continue;
      }
      // Only the node on which the call is can speak of it.
      if (followed.call.facts.nodeId !== nodeId) continue;
      for (const change of followed.call.take(tracks)) this.#note(followed, change, null);
      for (const { trackId, pictures } of tracks) if (pictures.length > 0) this.#considerFaces(followed, trackId);
    }
  }

  async #find(nodeId: NodeId, roomId: RoomId): Promise<void> {
    const nowMs = performance.now();
    if ((this.#unknown.get(roomId) ?? 0) > nowMs) return;
    if (this.#unknown.size >= MAX_UNKNOWN) this.#unknown.clear();
    this.#unknown.set(roomId, nowMs + UNKNOWN_FOR_MS);
    const { core } = this.#options;
    try {
      const facts = await this.#factsOf(nodeId, roomId);
      if (facts === null) return;
      const call = new WatchedCall(facts, this.#thresholds);
      call.context = await readStepContext(core, facts.sessionId);
      await this.#book.endUnwatched(facts, core.clock());
      if (this.#closed) return;
      this.#followed.set(roomId, { call, looks: new Map(), tail: Promise.resolve() });
      this.#unknown.delete(roomId);
    } catch (error) {
      core.logger.warn({ err: error, roomId }, 'a recorded call is not watched yet');
    }
  }

  async #factsOf(nodeId: NodeId, roomId: RoomId): Promise<CallFacts | null> {
    const call = await this.#options.core.database.read((prisma) =>
      prisma.call.findUnique({ where: { roomId }, include: { participants: { select: { id: true, role: true } } } }),
    );
    if (call === null || call.status !== 'live' || call.nodeId !== nodeId) return null;
    const roles = call.participants.flatMap(({ id, role }) => {
      const known = PartyRole.safeParse(role).data;
      return known === undefined ? [] : [[id as ParticipantId, known] as const];
    });
    return {
      callId: call.id as CallFacts['callId'],
      sessionId: call.sessionId as SessionId,
      recordingId: call.recordingId as CallFacts['recordingId'],
      nodeId,
      roomId,
      roles: new Map(roles),
    };
  }

  /** What the log says that changes who is watched, and for what. Within the transaction: acted upon once it is committed. */
  async #heard(tx: Tx, { type, payload, sessionId }: SessionEvent): Promise<void> {
    switch (type) {
      case 'call.ended':
      case 'call.moved':
      case 'call.participant_admitted':
        // It is looked up anew with the next measures, if it goes on.
        return afterCommit(tx, () => this.#forget(sessionId));
      case 'track.paused':
      case 'track.closed':
        return afterCommit(tx, () => {
          for (const { call, looks } of this.#followed.values()) {
            call.forget(payload.trackId);
            looks.delete(payload.trackId);
          }
        });
      case 'flow.node_entered':
      case 'flow.node_left':
      case 'flow.node_held':
      case 'flow.node_released':
      case 'flow.marked':
        return afterCommit(tx, () => void this.#readContext(sessionId));
      default:
        return;
    }
  }

  #forget(sessionId: SessionId): void {
    for (const [roomId, { call }] of this.#followed) if (call.facts.sessionId === sessionId) this.#followed.delete(roomId);
  }

  async #readContext(sessionId: SessionId): Promise<void> {
    const found = [...this.#followed.values()].find(({ call }) => call.facts.sessionId === sessionId);
    if (found === undefined) return;
    try {
      found.call.context = await readStepContext(this.#options.core, sessionId);
    } catch (error) {
      this.#options.core.logger.warn({ err: error, sessionId }, 'live checks do not know the step');
    }
  }

  #note(followed: Followed, change: TrackChange, engine: FacesSeen['engine'] | null): void {
    const { logger } = this.#options.core;
    followed.tail = followed.tail
      .then(() => this.#carryOut(followed, change, engine))
      .catch((error: unknown) => logger.warn({ err: error, check: change.change.check }, 'a warning could not be noted'));
  }

  async #carryOut({ call }: Followed, found: TrackChange, engine: FacesSeen['engine'] | null): Promise<void> {
    const { trackId, change } = found;
    if (change.type === 'ended') return this.#book.end(call.facts, found);
    const confirmed = PICTURE_CHECKS.some((check) => check === change.check) ? await this.#confirm(call, found) : null;
    // It was on its way to the recorder, or is over by now: if it is still so it will be found again.
    if (confirmed === false) return call.dismiss(trackId, change.check);
    await this.#book.raise(call.facts, { ...found, confirmed, engine });
  }

  /** Whether a keyframe of what is recorded shows it too; null where none could be had in time: that is no reason to keep silent. */
  async #confirm(call: WatchedCall, { trackId, change: { check } }: TrackChange): Promise<boolean | null> {
    const { facts } = call;
    const { media, core, lookForFaces } = this.#options;
    try {
      const { measure, png } = await withDeadline(CONFIRMED_WITHIN_MS, () => media.confirmPicture(facts.nodeId, facts.roomId, trackId));
      // Later than what stood still, and from another layer: only what really stands still is the same there.
      if (check === 'frozen') return showsTheSame(measure.pattern, call.track(trackId)?.pattern?.pattern ?? '');
      if (!FACE_CHECKS.has(check)) return blindness(measure, this.#thresholds) !== null;
      const seen = (await lookForFaces?.(png)) ?? null;
      return seen === null ? null : judgeFaces(seen.faces, this.#thresholds).checks.includes(check);
    } catch (error) {
      core.logger.info({ err: error, check }, 'a warning could not be held against the recording');
      return null;
    }
  }

  #considerFaces(followed: Followed, trackId: TrackId): void {
    const track = followed.call.track(trackId);
    if (this.#options.lookForFaces === null || !track?.pattern || followed.looks.get(trackId)?.isDue(track.pattern) === false) return;
    this.#due.set(trackId, { followed, track });
    void this.#lookAtDue();
  }

  async #lookAtDue(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    for (const [trackId, { followed, track }] of this.#due) {
      this.#due.delete(trackId);
      const { pattern } = track;
      if (pattern === null) continue;
      const looks = followed.looks.get(trackId) ?? new FaceLooks();
      followed.looks.set(trackId, looks);
      try {
        const seen = await this.#lookAt(followed, track);
        if (seen?.isAlone) await this.#compare(followed, track);
        // Of nothing that is known it is asked again when it is due again, and not at once.
        const closely = seen !== null && (track.faces.open || track.person.doubts || !seen.isAlone);
        looks.looked({ pattern: pattern.pattern, atMs: Math.max(pattern.atMs, seen?.atMs ?? 0) }, closely);
      } catch (error) {
        this.#options.core.logger.info({ err: error, trackId }, 'faces could not be looked for');
      }
    }
    this.#looking = false;
  }

  /** @returns whether one face is to be seen, as it should be; null where nobody could look */
  async #lookAt(followed: Followed, track: WatchedTrack): Promise<{ readonly isAlone: boolean; readonly atMs: number } | null> {
    const { media, lookForFaces } = this.#options;
    const { facts } = followed.call;
    const { trackId } = track;
    if (lookForFaces === null) return null;
    const { atMs, png } = await media.latestPicture(facts.nodeId, facts.roomId, trackId);
    const seen = await lookForFaces(png);
    if (seen === null) return null;
    for (const change of followed.call.takeFaces(trackId, atMs, seen.faces)) this.#note(followed, change, seen.engine);
    const isAlone = judgeFaces(seen.faces, this.#thresholds).checks.length === 0;
    // Whoever comes back may be somebody else.
    if (!isAlone) track.person.lostSight();
    return { isAlone, atMs };
  }

  /** Whether it still is the customer who was identified, on a picture of what is recorded. */
  async #compare(followed: Followed, track: WatchedTrack): Promise<void> {
    const { compare, media } = this.#options;
    const { call } = followed;
    const { facts, context } = call;
    const { role, participantId, trackId, pattern } = track;
    if (!compare || role !== 'customer' || pattern === null || context.ignored.size > 0) return;
    const count = track.person.ask(pattern);
    if (count === 0) return;
    let moments: number[] = [];
    const seen = await compare(facts.sessionId, async () => {
      const stills = await media.takeStills(facts.nodeId, facts.roomId, participantId, {
        heightPx: COMPARED_HEIGHT_PX,
        everyMs: COMPARED_EVERY_MS,
        count,
      });
      moments = stills.map(({ atMs }) => atMs);
      return stills.map(({ jpeg }) => jpeg);
    });
    if (seen === null) return;
    for (const change of call.takePerson(trackId, moments, seen)) this.#note(followed, change, seen.engine);
  }
}
