/**
 * The oldest browsers that a call works in: Chrome and Edge 111, Safari 16.4 (spring 2023), Firefox 120 (autumn 2023, the first that the media
 * library sends simulcast with), and WebViews of the same age that let a page use the camera. Checked by what they can do, as names lie: WebRTC with
 * unified plan, capture, the key that binds a pass to this page, dialogs, and `userActivation`, which came with exactly these Safari and Firefox.
 */
export type FloorProblem = 'insecure' | 'no_capture' | 'too_old';

export function browserProblem(): FloorProblem | null {
  if (!globalThis.isSecureContext) return 'insecure';
  if (typeof RTCPeerConnection !== 'function' || typeof RTCRtpTransceiver !== 'function') return 'too_old';
  if (typeof HTMLDialogElement !== 'function' || typeof AbortSignal.timeout !== 'function' || !globalThis.crypto?.subtle) return 'too_old';
  if (!('userActivation' in navigator)) return 'too_old';
  if (typeof navigator.mediaDevices?.getUserMedia !== 'function') return 'no_capture';
  return null;
}
