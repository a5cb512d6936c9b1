import { AppError, type RecordingId, type TimedPictureMeasure, type TrackId, type TrackMeasures } from '@guichet/protocol';
import type { LivePicture } from '@guichet/recording/live';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { Recorder } from '../media/recorder.ts';
import type { RoomMedia } from '../media/room-media.ts';
import { everyTogether } from '../media/shared-ticker.ts';
import type { Track } from '../media/track.ts';
import { PictureGauge } from './picture-gauge.ts';

/** How often what ought to be measured is compared with what is. */
const SETTLE_EVERY_MS = 1_000;
/** Of one track; nobody takes them while the counter is away, and old ones are worth nothing. */
const MAX_WAITING = 10;

interface Gauged {
  readonly track: Track;
  readonly waiting: TrackMeasures;
  picture: PictureGauge | null;
  sound: { close(): void } | null;
}

interface RoomGaugesOptions {
  readonly recordingId: RecordingId;
  readonly recorder: Recorder;
  readonly log: Logger;
}

/**
 * Measures what is recorded in a room: cameras by a layer of their own, microphones by the recorder. Nothing of a call waits for it, and nothing in it is worth more
 * than the call: what cannot be measured is tried again, and left out meanwhile.
 */
export class RoomGauges {
  readonly #options: RoomGaugesOptions;
  readonly #tracks = new Map<TrackId, Gauged>();
  readonly #stopTicking: () => void;
  #media: RoomMedia | null = null;
  #transport: types.DirectTransport | null = null;
  #settling = false;
  #closed = false;

  constructor(options: RoomGaugesOptions) {
    this.#options = options;
    this.#stopTicking = everyTogether(SETTLE_EVERY_MS, () => void this.#settle());
  }

  /** The room has a worker, the first or another one. */
  attach(media: RoomMedia): void {
    this.#media = media;
  }

  /** The worker died, and what measured pictures with it. */
  detach(): void {
    this.#media = null;
    this.#transport = null;
  }

  trackStarted(track: Track): void {
    // A screen shows no face and is not held to a camera's rules.
    if (track.source === 'screen' || this.#tracks.has(track.id)) return;
    const { id: trackId, participantId } = track;
    this.#tracks.set(trackId, { track, waiting: { participantId, trackId, pictures: [], sounds: [] }, picture: null, sound: null });
  }

  trackEnded(trackId: TrackId): void {
    const gauged = this.#tracks.get(trackId);
    if (gauged) stop(gauged);
    this.#tracks.delete(trackId);
  }

  /** What was measured since this was last called. */
  takeMeasures(): TrackMeasures[] {
    return [...this.#tracks.values()].flatMap(({ waiting }) => {
      if (waiting.pictures.length + waiting.sounds.length === 0) return [];
      const { participantId, trackId } = waiting;
      return [{ participantId, trackId, pictures: waiting.pictures.splice(0), sounds: waiting.sounds.splice(0) }];
    });
  }

  /** @throws AppError `not_found`: nothing is measured of that track at the moment */
  latestPicture(trackId: TrackId): LivePicture {
    const gauged = this.#tracks.get(trackId);
    const latest = gauged?.track.paused ? null : gauged?.picture?.latest;
    if (!latest) throw new AppError('not_found');
    return latest;
  }

  close(): void {
    this.#closed = true;
    this.#stopTicking();
    for (const gauged of this.#tracks.values()) stop(gauged);
    this.#tracks.clear();
    this.#transport?.close();
    this.#transport = null;
  }

  async #settle(): Promise<void> {
    if (this.#settling) return;
    this.#settling = true;
    for (const gauged of this.#tracks.values()) {
      try {
        if (gauged.track.kind === 'video') await this.#settlePicture(gauged);
        else await this.#settleSound(gauged);
      } catch (error) {
        const { code } = AppError.from(error);
        // It is tried again with the next turn: its recording has not begun yet, or its worker has just gone.
        this.#options.log.debug({ trackId: gauged.track.id, code }, 'a track cannot be measured yet');
      }
    }
    this.#settling = false;
  }

  async #settlePicture(gauged: Gauged): Promise<void> {
    const { track } = gauged;
    const { producer } = track;
    const isOfAnother = gauged.picture?.producerId !== producer?.id;
    if (gauged.picture && (gauged.picture.closed || isOfAnother || track.paused)) {
      gauged.picture.close();
      gauged.picture = null;
    }
    const media = this.#media;
    if (!producer || producer.closed || track.paused || !media || media.closed || this.#closed) return;
    if (gauged.picture) return gauged.picture.askForKeyframe();
    const transport = await this.#directTransport(media);
    const gauge = await PictureGauge.open(transport, media.router.rtpCapabilities, producer, (measure) =>
      this.#takePicture(gauged, measure),
    );
    if (this.#closed || !this.#tracks.has(track.id)) return gauge?.close();
    gauged.picture = gauge;
  }

  async #settleSound(gauged: Gauged): Promise<void> {
    const { recordingId, recorder } = this.#options;
    if (gauged.sound || gauged.track.paused || !recorder.connected || this.#closed) return;
    const sound = await recorder.measureSound(recordingId, gauged.track.id, {
      onMeasure: (measure) => {
        if (!gauged.track.paused) push(gauged.waiting.sounds, measure);
      },
      // The service has ended, or the track with it: with the next turn it is asked for again, where there still is one.
      onEnd: () => (gauged.sound = null),
    });
    if (this.#closed || !this.#tracks.has(gauged.track.id)) return sound.close();
    gauged.sound = sound;
  }

  #takePicture(gauged: Gauged, measure: TimedPictureMeasure): void {
    if (!gauged.track.paused) push(gauged.waiting.pictures, measure);
  }

  async #directTransport(media: RoomMedia): Promise<types.DirectTransport> {
    if (this.#transport && !this.#transport.closed) return this.#transport;
    const transport = await media.router.createDirectTransport();
    if (this.#closed || this.#media !== media) {
      transport.close();
      throw new AppError('unavailable');
    }
    this.#transport = transport;
    return transport;
  }
}

function stop({ picture, sound }: Gauged): void {
  picture?.close();
  sound?.close();
}

function push<T>(waiting: T[], measure: T): void {
  waiting.push(measure);
  if (waiting.length > MAX_WAITING) waiting.shift();
}
