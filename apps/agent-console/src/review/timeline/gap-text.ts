import type { RecordingDetail, Timeline } from '@guichet/protocol';
import { formatAge, formatWait } from '@guichet/ui';
import type { useTexts } from '../../app/texts/use-texts.ts';

type Gap = Timeline['gaps'][number];
type Say = ReturnType<typeof useTexts>['t'];

/** Parts of a second count where something is missing. */
export const formatShort = (ms: number): string => (ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : formatAge(ms));

/** Of whom nothing was recorded, why, from when until when. */
export function gapText(t: Say, { parties, tracks }: Pick<RecordingDetail, 'parties' | 'tracks'>, gap: Gap): string {
  const { kind, trackId, participantId, trouble, fromMs, untilMs } = gap;
  const name = parties.find((party) => party.participantId === participantId)?.displayName;
  const track = tracks.find((candidate) => candidate.trackId === trackId);
  const whose =
    name === undefined
      ? t('replay.gapAll')
      : track === undefined
        ? name
        : t('replay.laneOf', { name, source: t(`replay.lane.${track.source}`) });
  const why = trouble === null ? t(`timeline.gap.${kind}`) : t(`trouble.${trouble}`);
  return [whose, why, `${formatWait(Math.max(0, fromMs))}–${formatWait(untilMs)} (${formatShort(untilMs - fromMs)})`].join(' · ');
}
