import type { RecordingDetail, Timeline } from '@guichet/protocol';
import { useQuery } from '@tanstack/react-query';
import { useServices } from '../../app/services.ts';

/** While waveforms and blurred pictures are being made, they are asked for this often. */
const REFRESH_MS = 2_000;

export const timelineKey = (recordingId: string) => ['timeline', recordingId] as const;

/** Everything of the recording on one clock, as this viewer may see it. */
export function useTimeline({ recordingId, status }: Pick<RecordingDetail, 'recordingId' | 'status'>) {
  const { http } = useServices();
  return useQuery({
    queryKey: timelineKey(recordingId),
    enabled: status === 'ready',
    queryFn: ({ signal }) => http.request('recordings.timeline', { params: { recordingId }, signal }),
    refetchInterval: ({ state }) => (state.data?.material === 'pending' ? REFRESH_MS : false),
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
}

/** The tracks under the addresses of the pictures that this viewer gets: another picture is another address, so that no old one is shown on. */
export function withPictures(recording: RecordingDetail, timeline: Timeline | undefined): RecordingDetail {
  if (timeline === undefined) return recording;
  const pictures = new Map(timeline.parties.flatMap(({ tracks }) => tracks.map(({ trackId, picture }) => [trackId, picture] as const)));
  return {
    ...recording,
    parties: recording.parties.map((party) => {
      const known = timeline.parties.find(({ participantId }) => participantId === party.participantId);
      return timeline.masked || known === undefined ? party : { ...party, displayName: known.displayName };
    }),
    tracks: recording.tracks.map((track) => {
      const picture = pictures.get(track.trackId) ?? 'none';
      if (track.url === null || picture === 'none') return track;
      return { ...track, url: picture === 'pending' ? null : `${track.url}?picture=${picture}` };
    }),
  };
}
