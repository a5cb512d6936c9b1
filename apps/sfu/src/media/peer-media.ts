import { AppError, type DtlsParameters, type IceParameters, type MediaSetup, type TransportParameters } from '@guichet/protocol';
import type { types } from 'mediasoup';
import type { z } from 'zod';
import { toMediasoup, toProtocol } from './codecs.ts';
import type { MediaWorker } from './media-worker.ts';

export type Direction = 'send' | 'recv';

/** A peer's two WebRTC transports on one worker: `send` carries what the peer publishes, `recv` what it subscribes to. */
export class PeerMedia {
  readonly generation: number;
  readonly send: types.WebRtcTransport;
  readonly recv: types.WebRtcTransport;
  readonly #router: types.Router;
  readonly #worker: MediaWorker;
  readonly #connecting = new Set<Direction>();

  static async create(worker: MediaWorker, router: types.Router, generation: number): Promise<PeerMedia> {
    const send = await worker.createTransport(router);
    try {
      return new PeerMedia(worker, router, generation, send, await worker.createTransport(router));
    } catch (error) {
      send.close();
      throw error;
    }
  }

  private constructor(
    worker: MediaWorker,
    router: types.Router,
    generation: number,
    send: types.WebRtcTransport,
    recv: types.WebRtcTransport,
  ) {
    this.#worker = worker;
    this.#router = router;
    this.generation = generation;
    this.send = send;
    this.recv = recv;
  }

  get setup(): MediaSetup {
    return {
      generation: this.generation,
      routerRtpCapabilities: toProtocol(this.#router.rtpCapabilities),
      send: this.#describe(this.send),
      recv: this.#describe(this.recv),
    };
  }

  /** @throws AppError `wrong_state` when that end is connected already, `bad_request` for parameters the worker does not take */
  async connect(direction: Direction, dtlsParameters: DtlsParameters): Promise<void> {
    if (this.#connecting.has(direction)) throw new AppError('wrong_state');
    const fingerprint = strongFingerprint(dtlsParameters);
    this.#connecting.add(direction);
    try {
      await this[direction].connect({ dtlsParameters: toMediasoup({ ...dtlsParameters, fingerprints: [fingerprint] }) });
    } catch (error) {
      this.#connecting.delete(direction);
      throw new AppError(this[direction].closed ? 'wrong_state' : 'bad_request', { cause: error });
    }
  }

  /** New credentials, which the browser answers with a new round of checks: how media comes back after its address changed. */
  async restartIce(direction: Direction): Promise<z.infer<typeof IceParameters>> {
    if (this[direction].closed) throw new AppError('wrong_state');
    return toProtocol(await this[direction].restartIce());
  }

  close(): void {
    this.send.close();
    this.recv.close();
  }

  #describe(transport: types.WebRtcTransport): TransportParameters {
    const { id, iceParameters, dtlsParameters } = transport;
    return toProtocol({ id, iceParameters, dtlsParameters, iceCandidates: this.#worker.candidatesOf(transport) });
  }
}

/** Bytes of the digests that a certificate may be named by. SHA-1 and SHA-224 name nothing any more (RFC 8122 §5). */
const DIGEST_BYTES: Readonly<Record<string, number>> = { 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 };

/**
 * The one fingerprint that the peer's certificate has to match; the worker looks at the first alone, and compares capital letters.
 *
 * @throws AppError `bad_request` when none is of a hash that still proves anything
 */
function strongFingerprint({ fingerprints }: DtlsParameters): DtlsParameters['fingerprints'][number] {
  const strong = fingerprints.find(({ algorithm, value }) => {
    const bytes = DIGEST_BYTES[algorithm];
    return bytes !== undefined && /^([0-9A-Fa-f]{2}:)*[0-9A-Fa-f]{2}$/.test(value) && value.length === 3 * bytes - 1;
  });
  if (!strong) throw new AppError('bad_request', { issues: [{ path: 'dtlsParameters.fingerprints', message: 'no_strong_fingerprint' }] });
  return { ...strong, value: strong.value.toUpperCase() };
}
