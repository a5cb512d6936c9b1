import type {
  CallId,
  LiveCheck,
  NodeId,
  ParticipantId,
  PartyRole,
  RecordingId,
  RoomId,
  SessionId,
  TrackId,
  TrackMeasures,
} from '@guichet/protocol';
import {
  blindness,
  FaceWatch,
  PictureWatch,
  SoundWatch,
  TalkOverWatch,
  type WatchChange,
  type WatchedFace,
  type WatchThresholds,
} from '@guichet/rules/watch';
import type { PersonSeen } from './live-person.ts';
import { PersonWatch } from './person-watch.ts';
import { NO_STEP, type StepContext } from './step-context.ts';

/** Whose pictures and sound are judged: a drawn agent has no face, and nobody else is in the picture. */
const PEOPLE: readonly PartyRole[] = ['customer', 'agent', 'guest'];

export interface CallFacts {
  readonly callId: CallId;
  readonly sessionId: SessionId;
  readonly recordingId: RecordingId;
  readonly nodeId: NodeId;
  readonly roomId: RoomId;
  readonly roles: ReadonlyMap<ParticipantId, PartyRole>;
}

/** Something about a track began to be wrong, or is no more. */
export interface TrackChange {
  readonly trackId: TrackId;
  readonly participantId: ParticipantId;
  readonly role: PartyRole;
  readonly change: WatchChange;
}

/** A track of a person in the call, and what watches it. */
export interface WatchedTrack {
  readonly trackId: TrackId;
  readonly participantId: ParticipantId;
  readonly role: PartyRole;
  readonly pictures: PictureWatch;
  readonly sounds: SoundWatch;
  readonly faces: FaceWatch;
  readonly talkOver: TalkOverWatch;
  /** Whether it is the one who was identified. */
  readonly person: PersonWatch;
  /** Of its last picture; null where it has none, or none on which anybody could be seen. */
  pattern: { readonly pattern: string; readonly atMs: number } | null;
}

/** One recorded call: measures in, changes out. It knows the time only by the measures. */
export class WatchedCall {
  readonly facts: CallFacts;
  readonly #thresholds: WatchThresholds;
  readonly #tracks = new Map<TrackId, WatchedTrack>();
  context: StepContext = NO_STEP;

  constructor(facts: CallFacts, thresholds: WatchThresholds) {
    this.facts = facts;
    this.#thresholds = thresholds;
  }

  get tracks(): readonly WatchedTrack[] {
    return [...this.#tracks.values()];
  }

  track(trackId: TrackId): WatchedTrack | undefined {
    return this.#tracks.get(trackId);
  }

  /** Which checks say nothing of somebody for the moment. */
  ignored(role: PartyRole): ReadonlySet<LiveCheck> {
    return role === 'customer' ? this.context.ignored : NONE;
  }

  /** What came together of all tracks. Whoever must be heard comes first: only then is it known whether others spoke meanwhile. */
  take(measures: readonly TrackMeasures[]): TrackChange[] {
    const isHeard = ({ participantId }: TrackMeasures): boolean => this.facts.roles.get(participantId) === this.context.heard;
    return measures.toSorted((one, other) => Number(isHeard(other)) - Number(isHeard(one))).flatMap((each) => this.#takeOf(each));
  }

  #takeOf({ trackId, participantId, pictures, sounds }: TrackMeasures): TrackChange[] {
    const role = this.facts.roles.get(participantId);
    if (role === undefined) return [];
    const { heard } = this.context;
    if (role === heard) for (const sound of sounds) for (const other of this.#tracks.values()) other.talkOver.heard(sound);
    if (!PEOPLE.includes(role)) return [];
    const track = this.#tracks.get(trackId) ?? this.#watch(trackId, participantId, role);
    const last = pictures.at(-1);
    // Why nobody can be seen on it is said already: nobody is looked for.
    if (last !== undefined) track.pattern = blindness(last, this.#thresholds) === null ? { pattern: last.pattern, atMs: last.atMs } : null;
    const ignored = this.ignored(role);
    return [
      ...pictures.flatMap((picture) => track.pictures.push(picture.atMs, picture, ignored)),
      ...sounds.flatMap((sound) => [...track.sounds.push(sound, ignored), ...track.talkOver.push(sound, heard !== null && heard !== role)]),
    ].map((change) => ({ trackId, participantId, role, change }));
  }

  takeFaces(trackId: TrackId, atMs: number, faces: readonly WatchedFace[]): TrackChange[] {
    const track = this.#tracks.get(trackId);
    if (track === undefined) return [];
    const { participantId, role } = track;
    return track.faces.push(atMs, faces, this.ignored(role)).map((change) => ({ trackId, participantId, role, change }));
  }

  takePerson(trackId: TrackId, moments: readonly number[], seen: Pick<PersonSeen, 'differs' | 'score'>): TrackChange[] {
    const track = this.#tracks.get(trackId);
    if (track === undefined) return [];
    const { participantId, role } = track;
    return track.person.take(moments, seen).map((change) => ({ trackId, participantId, role, change }));
  }

  /** What was seen on its way to the recorder is not what is recorded: it is looked for anew. */
  dismiss(trackId: TrackId, check: LiveCheck): void {
    const track = this.#tracks.get(trackId);
    track?.pictures.dismiss(check);
    track?.faces.dismiss(check);
  }

  /** The track is paused or gone; its warnings are ended by the log, as they are of it. */
  forget(trackId: TrackId): void {
    this.#tracks.delete(trackId);
  }

  #watch(trackId: TrackId, participantId: ParticipantId, role: PartyRole): WatchedTrack {
    const thresholds = this.#thresholds;
    const track: WatchedTrack = {
      ...{ trackId, participantId, role, pattern: null },
      pictures: new PictureWatch(thresholds),
      sounds: new SoundWatch(thresholds),
      faces: new FaceWatch(thresholds),
      talkOver: new TalkOverWatch(thresholds),
      person: new PersonWatch(),
    };
    this.#tracks.set(trackId, track);
    return track;
  }
}

const NONE: ReadonlySet<LiveCheck> = new Set();
