/** Why a camera, a microphone or a screen can't be had; each is explained to people in its own words. */
export type DeviceTrouble = 'denied' | 'missing' | 'busy' | 'dismissed' | 'insecure' | 'unsupported' | 'unknown';

export class DeviceError extends Error {
  readonly trouble: DeviceTrouble;

  constructor(trouble: DeviceTrouble, cause?: unknown) {
    super(trouble, { cause });
    this.name = 'DeviceError';
    this.trouble = trouble;
  }
}

export interface DeviceChoice {
  readonly microphoneId?: string | undefined;
  readonly cameraId?: string | undefined;
  readonly facingMode?: 'user' | 'environment' | undefined;
}

export interface DeviceInfo {
  readonly id: string;
  /** Empty until the user let the page use a device of the kind. */
  readonly label: string;
}

export interface DeviceList {
  readonly microphones: readonly DeviceInfo[];
  readonly cameras: readonly DeviceInfo[];
  readonly speakers: readonly DeviceInfo[];
}

/** What a page asks of a microphone: echo cancellation, noise suppression and gain control by the browser, one channel of speech. */
export function microphoneConstraints({ microphoneId }: DeviceChoice): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    channelCount: 1,
    ...(microphoneId ? { deviceId: { exact: microphoneId } } : {}),
  };
}

/** 720p at 20 to 30 pictures a second: enough to read a face and a card, and what a phone can encode in three layers. */
export function cameraConstraints({ cameraId, facingMode }: DeviceChoice): MediaTrackConstraints {
  return {
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 24, max: 30 },
    ...(cameraId ? { deviceId: { exact: cameraId } } : { facingMode: facingMode ?? 'user' }),
  };
}

function troubleOf(error: unknown): DeviceTrouble {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    case 'SecurityError':
      return 'insecure';
    default:
      return 'unknown';
  }
}

function mediaDevices(): MediaDevices {
  if (!globalThis.isSecureContext) throw new DeviceError('insecure');
  // In-app browsers often have no mediaDevices at all.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) throw new DeviceError('unsupported');
  return devices;
}

async function open(constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
  const devices = mediaDevices();
  try {
    const stream = await devices.getUserMedia(constraints);
    const [track] = stream.getTracks();
    if (!track) throw new DeviceError('missing');
    return track;
  } catch (error) {
    throw error instanceof DeviceError ? error : new DeviceError(troubleOf(error), error);
  }
}

/** Asks for the microphone. @throws DeviceError */
export async function openMicrophone(choice: DeviceChoice = {}): Promise<MediaStreamTrack> {
  const track = await open({ audio: microphoneConstraints(choice) });
  track.contentHint = 'speech';
  return track;
}

/** Asks for the camera. @throws DeviceError */
export async function openCamera(choice: DeviceChoice = {}): Promise<MediaStreamTrack> {
  const track = await open({ video: cameraConstraints(choice) });
  track.contentHint = 'motion';
  return track;
}

/** Asks for a screen, window or tab; text must stay sharp, so detail goes before motion. @throws DeviceError */
export async function openScreen(): Promise<MediaStreamTrack> {
  const devices = mediaDevices();
  if (!devices.getDisplayMedia) throw new DeviceError('unsupported');
  try {
    const stream = await devices.getDisplayMedia({ video: { frameRate: { ideal: 10, max: 15 } }, audio: false });
    const [track] = stream.getVideoTracks();
    if (!track) throw new DeviceError('missing');
    track.contentHint = 'detail';
    return track;
  } catch (error) {
    if (error instanceof DeviceError) throw error;
    // Closing the picker is no refusal.
    throw new DeviceError(error instanceof DOMException && error.name === 'NotAllowedError' ? 'dismissed' : troubleOf(error), error);
  }
}

export const canShareScreen = (): boolean => typeof navigator.mediaDevices?.getDisplayMedia === 'function';

export async function listDevices(): Promise<DeviceList> {
  const all = await mediaDevices().enumerateDevices();
  const ofKind = (kind: MediaDeviceKind): DeviceInfo[] =>
    all.filter((device) => device.kind === kind && device.deviceId !== '').map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { microphones: ofKind('audioinput'), cameras: ofKind('videoinput'), speakers: ofKind('audiooutput') };
}

/** Tells when something was plugged in or out. @returns what stops listening. */
export function onDevicesChanged(listener: () => void): () => void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  devices?.addEventListener('devicechange', listener);
  return () => devices?.removeEventListener('devicechange', listener);
}
