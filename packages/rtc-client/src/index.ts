export { CONNECTION_STATES, MEDIA_STATES, type ConnectionState, type MediaState } from './connection-state.ts';
export {
  canShareScreen,
  DeviceError,
  type DeviceChoice,
  type DeviceInfo,
  type DeviceList,
  type DeviceTrouble,
  listDevices,
  onDevicesChanged,
  openCamera,
  openMicrophone,
  openScreen,
} from './devices.ts';
export { levelDb, levelRatio, meterLevel } from './level-meter.ts';
export { checkLine } from './line-check.ts';
export { LocalMedia, type LocalMediaView, type SourceView } from './local-media.ts';
export { type RtcLogger, silentLogger } from './logger.ts';
export { createPageIdentity, type PageIdentity } from './page-identity.ts';
export { RoomClient } from './room-client.ts';
export type { GetPass, RoomClientEvents, RoomClientOptions } from './room-client-options.ts';
export type * from './room-view.ts';
export { canChooseSpeaker, SoundOutput } from './sound-output.ts';
export { playTestTone } from './test-tone.ts';
