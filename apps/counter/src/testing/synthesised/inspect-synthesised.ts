import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderSource } from '@guichet/recording';
import { Gathering, muxToFiles } from '@guichet/recording/mux';
import { evaluatePack, type RecordingFacts, type RuleResult, shippedPacks, shippedRetentionPolicies } from '@guichet/rules';
import { watchThresholds } from '@guichet/rules/watch';
import type { FaceEyes } from '../../inspection/look/face-eyes.ts';
import { lookAtCamera } from '../../inspection/look/look-at-camera.ts';
import { lookAtVoice } from '../../inspection/look/look-at-voice.ts';
import type { TrackLook } from '../../inspection/look/track-look.ts';
import { promptKey, type PromptFacts } from '../../inspection/line-facts.ts';
import { lookForPrompt } from '../../inspection/look/look-for-prompt.ts';
import { recordingFacts } from '../../inspection/recording-facts.ts';
import { reportOf } from '../../recordings/mux-job.ts';
import type { MuxReport } from '../../recordings/mux-report.ts';
import type { LogFault } from './faults.ts';
import type { Film } from './film.ts';
import { shortFlow } from './flow.ts';
import { LINES } from './story.ts';
import type { Synthesised } from './synthesise.ts';
import { tellLog } from './tell-log.ts';
import type { Voices } from './voices.ts';

/** What any institution may ask of itself; the short sale has not all that the law asks of a sale. */
const packs = shippedPacks(['baseline']);
const thresholds = watchThresholds(packs);
const flows = { agent: shortFlow('agent'), virtual_agent: shortFlow('virtual_agent') };

/** What the parts of an inspection took, in ms. */
export interface PartTimes {
  mux: number;
  pictures: number;
  sound: number;
  prompts: number;
  rules: number;
}

interface Tools {
  readonly folder: string;
  readonly film: Film;
  readonly voices: Voices;
  readonly eyes: FaceEyes;
  /** The customer agreed to their face being compared. */
  readonly compares: boolean;
}

/** A synthesised recording that was looked at as the counter does it, to be judged with one log or another. */
export interface LookedSynthesised {
  readonly made: Synthesised;
  readonly report: MuxReport;
  readonly looked: readonly TrackLook[];
  readonly times: PartTimes;
  readonly promptsOf: (runOf: Readonly<Record<string, string>>) => PromptFacts;
}

export async function lookAtSynthesised(made: Synthesised, { folder, film, voices, eyes, compares }: Tools): Promise<LookedSynthesised> {
  const times: PartTimes = { mux: 0, pictures: 0, sound: 0, prompts: 0, rules: 0 };
  const timed = async <Result>(part: keyof PartTimes, work: () => Promise<Result>): Promise<Result> => {
    const begun = performance.now();
    const result = await work();
    times[part] += performance.now() - begun;
    return result;
  };
  const { story, participants } = made;
  const report = await timed('mux', () => muxed(made, folder));
  const roles = new Map([
    [participants.customer as string, 'customer' as const],
    [participants.agent as string, story.served],
  ]);
  const looked: TrackLook[] = [];
  const { signal } = new AbortController();
  let agentVoice: { path: string; fromMs: number } | null = null;
  for (const { trackId, participantId, kind, fromMs, toMs, file } of report.tracks) {
    if (file === null) continue;
    const path = join(folder, 'muxed', file.name);
    const role = roles.get(participantId) ?? null;
    const shared = { path, trackId, role, fromMs, thresholds, signal };
    if (kind === 'audio') {
      looked.push(await timed('sound', () => lookAtVoice(shared)));
      if (role === 'virtual_agent') agentVoice = { path, fromMs };
      continue;
    }
    const gaps = report.gaps.filter((gap) => gap.trackId === null || gap.trackId === trackId);
    const reference = role === 'customer' && compares ? await readFile(film.portraitPath(story.people.customer)) : null;
    looked.push(
      await timed('pictures', () =>
        lookAtCamera({ ...shared, durationMs: toMs - fromMs, gaps, eyes, reference, onProgress: () => undefined }),
      ),
    );
  }
  const found = agentVoice === null ? [] : await timed('prompts', () => promptsIn(agentVoice, story, voices));
  return {
    made,
    report,
    looked,
    times,
    promptsOf: (runOf) => new Map(found.map(({ node, line, prompt }) => [promptKey(runOf[node] ?? '', line), prompt])),
  };
}

async function promptsIn({ path, fromMs }: { path: string; fromMs: number }, { sayings }: Synthesised['story'], voices: Voices) {
  const all = [];
  for (const { sentence, node } of LINES) {
    const said = sayings.find((saying) => saying.by === 'agent' && saying.sentence === sentence);
    if (said === undefined) continue;
    const pcm = await voices.say(sentence, 1);
    const prompt = await lookForPrompt({
      path,
      trackFromMs: fromMs,
      spokenUntilMs: said.untilMs,
      durationMs: said.untilMs - said.fromMs,
      pcm,
    });
    if (prompt !== null) all.push({ node, line: sentence, prompt });
  }
  return all;
}

async function muxed({ dir, keys, participants, story }: Synthesised, folder: string): Promise<MuxReport> {
  const gathering = await Gathering.begin(folderSource(dir), { unwrapKey: keys.unwrapKey, folder });
  try {
    await mkdir(join(folder, 'muxed'), { recursive: true });
    const roleOf = (id: string) => (id === participants.customer ? 'customer' : story.served);
    const { result, trackFiles } = await muxToFiles(
      gathering,
      { matroskaPath: join(folder, 'muxed', 'all.mkv'), trackFolder: join(folder, 'muxed') },
      { roleOf },
    );
    return reportOf({ result, trackFiles: new Map(trackFiles.map(({ trackId, name, mediaType }) => [trackId, { name, mediaType }])) }, []);
  } finally {
    await gathering.close();
  }
}

/** What the rules say of it under a log. */
export function judge(
  { made, report, looked, promptsOf, times }: LookedSynthesised,
  fault: LogFault | null,
): { readonly facts: RecordingFacts; readonly results: readonly RuleResult[] } {
  const begun = performance.now();
  const { story, participants, recordingId } = made;
  const { events, hints, heads, sealedDocumentId, runOf } = tellLog(made, fault);
  const facts = recordingFacts({
    recordingId,
    sessionId: events[0]?.sessionId as RecordingFacts['sessionId'],
    events,
    report,
    startedAt: report.originMs,
    complete: true,
    roles: new Map([
      [participants.customer, 'customer'],
      [participants.agent, story.served],
    ]),
    flow: flows[story.served],
    version: { unchanged: true, publishedAt: 1, retiredAt: null, secondPerson: true },
    age: 40,
    seals: new Map([[sealedDocumentId, { ok: true, hash: 'a'.repeat(64) }]]),
    looked,
    thresholds,
    prompts: promptsOf(runOf),
    words: new Map(),
    answersHeard: new Map(),
    hints,
    heads,
    policies: shippedRetentionPolicies(),
  });
  const results = packs.flatMap((pack) => evaluatePack(pack, facts));
  times.rules += performance.now() - begun;
  return { facts, results };
}
