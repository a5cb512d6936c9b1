import type { LiveCheck, LocalText } from '@guichet/protocol';
import { text } from './evaluator.ts';

/** What was seen or heard, in the words of a finding. */
export const CHECK_TEXTS: Readonly<Record<LiveCheck, LocalText>> = {
  face_absent: text('画面中没有人脸', 'nobody’s face is in the picture'),
  face_small: text('人脸太小', 'the face is too small'),
  extra_person: text('画面中有其他人', 'more people are in the picture'),
  camera_covered: text('摄像头被遮挡', 'something covers the camera'),
  black: text('画面全黑', 'the picture is black'),
  dark: text('画面过暗', 'the picture is too dark'),
  frozen: text('画面静止', 'the picture stands still'),
  silent: text('麦克风无声', 'the microphone gives nothing'),
  clipped: text('声音过载失真', 'the sound is overdriven'),
  noisy: text('噪声过大', 'the noise is too loud'),
  talk_over: text('双方同时说话', 'both speak at once'),
  second_voice: text('疑似旁人说话', 'perhaps somebody else speaks as well'),
  screen_replay: text('疑似翻拍屏幕', 'perhaps a screen before the camera'),
  recording_stalled: text('录制停止', 'nothing is recorded'),
  line_skipped: text('漏读话术', 'a line was skipped'),
  line_too_fast: text('话术打勾过快', 'a line was ticked too fast'),
  document_too_short: text('文件展示时间不足', 'a document was shown too briefly'),
  different_person: text('与核验的人不一致', 'not the person who was identified'),
};

const OF_SOUND: readonly LiveCheck[] = ['silent', 'clipped', 'noisy', 'talk_over', 'second_voice'];
/** Of what kind a track is on which that is looked for. */
export const kindOfCheck = (check: LiveCheck): 'audio' | 'video' => (OF_SOUND.includes(check) ? 'audio' : 'video');
