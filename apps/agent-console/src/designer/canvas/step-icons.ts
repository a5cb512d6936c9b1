import {
  IconArrowsJoin,
  IconArrowsSplit,
  IconBell,
  IconDeviceMobileCheck,
  IconFaceId,
  IconFileCheck,
  IconFileText,
  IconFlag,
  IconForms,
  IconGauge,
  IconGitBranch,
  IconHelpCircle,
  IconHourglass,
  IconId,
  IconListCheck,
  IconMessages,
  IconPlayerRecord,
  IconPlugConnected,
  IconPuzzle,
  IconRobotFace,
  IconSubtask,
  IconUserCheck,
  IconUserPlus,
  IconUserScan,
  IconUserShare,
  IconUsersGroup,
  IconVideo,
} from '@tabler/icons-react';
import { createElement } from 'react';
import { manifestOf } from '../edit/draft.ts';

/** Icons as the node types' manifests name them. */
const icons: Readonly<Record<string, typeof IconVideo>> = {
  'arrows-join': IconArrowsJoin,
  'arrows-split': IconArrowsSplit,
  bell: IconBell,
  'device-mobile-check': IconDeviceMobileCheck,
  'face-id': IconFaceId,
  'file-check': IconFileCheck,
  'file-text': IconFileText,
  flag: IconFlag,
  forms: IconForms,
  gauge: IconGauge,
  'git-branch': IconGitBranch,
  'help-circle': IconHelpCircle,
  hourglass: IconHourglass,
  id: IconId,
  'list-check': IconListCheck,
  messages: IconMessages,
  'player-record': IconPlayerRecord,
  'plug-connected': IconPlugConnected,
  'robot-face': IconRobotFace,
  subtask: IconSubtask,
  'user-check': IconUserCheck,
  'user-plus': IconUserPlus,
  'user-scan': IconUserScan,
  'user-share': IconUserShare,
  'users-group': IconUsersGroup,
  video: IconVideo,
};

/** A component that is not in the set has the icon of components. */
export function StepIcon({ type }: { readonly type: string }) {
  return createElement(icons[manifestOf(type)?.icon ?? ''] ?? IconPuzzle, { size: 16, stroke: 1.75, 'aria-hidden': true });
}
