import { absolute, compare, type Figure } from '../figures.ts';
import type { BenchContext } from '../main.ts';
import { recordByBrowser, whyNoBrowser } from '../recording/by-browser.ts';
import { recordByFfmpeg } from '../recording/by-ffmpeg.ts';
import { recordByJanus, whyNoJanus } from '../recording/by-janus.ts';
import { recordByService } from '../recording/by-service.ts';
import { measureInTurns } from '../recording/turns.ts';
import type { RecordedCall, RecordingWay } from '../recording/way.ts';

const CALLS = 30;
const MAX_RATIO_TO_FFMPEG = 0.6;
const MAX_RATIO_TO_BROWSER = 0.02;
const UNIT = '% of a core';

/** Our recording service and three other ways to record the same call, in turns; a way that can't run here is named and left out. */
export async function besideOtherRecorders(call: RecordedCall, rounds: number, progress: BenchContext['progress']): Promise<Figure[]> {
  const notJanus = whyNoJanus();
  const notBrowser = whyNoBrowser();
  if (notJanus) progress(`not measured beside Janus: ${notJanus}`);
  if (notBrowser) progress(`not measured beside a browser with ffmpeg: ${notBrowser}`);
  const starts: Record<string, () => Promise<RecordingWay>> = {
    ours: () => recordByService(call, CALLS),
    ffmpeg: () => recordByFfmpeg(call, CALLS),
    ...(notJanus ? {} : { janus: () => recordByJanus(call, CALLS) }),
    ...(notBrowser ? {} : { browser: () => recordByBrowser(call) }),
  };
  const { perCall, lost, memoryMb } = await measureInTurns(starts, rounds, progress);
  const ours = perCall['ours'] ?? [];
  const recording = `recording, encrypted and chained, per call at ${CALLS} calls`;
  const beside = (peer: string, what: string, maxRatio?: number): Figure[] => {
    const rounds = perCall[peer];
    if (!rounds) return [];
    return [
      compare({ what: `${recording}, beside ${what}`, unit: UNIT, rounds: { ours, peer: rounds }, ...(maxRatio ? { maxRatio } : {}) }),
    ];
  };
  return [
    ...beside('ffmpeg', 'one ffmpeg -c copy per call', MAX_RATIO_TO_FFMPEG),
    ...beside('janus', 'the recorder of Janus (what recording adds to it; not encrypted)'),
    ...beside('browser', 'a browser on a virtual screen with ffmpeg x264 720p (as Jibri does)', MAX_RATIO_TO_BROWSER),
    absolute({ what: 'packets sent and not recorded', ours: lost['ours'] ?? 1, unit: 'share', limit: { below: 0.001 } }),
    absolute({ what: `memory of the recording service at ${CALLS} calls (RSS)`, ours: memoryMb['ours'] ?? Number.NaN, unit: 'MB' }),
  ];
}
