import { LiveCheck, type RecordingDetail, type Timeline, type TimelineFinding } from '@guichet/protocol';
import { classNames, formatWait } from '@guichet/ui';
import {
  IconAlertTriangle,
  IconBookmark,
  IconCircleDashed,
  IconFiles,
  IconLink,
  IconMessage2Exclamation,
  IconMessages,
  IconNote,
  IconScan,
  IconWaveSine,
  IconWifi,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { formatShort, gapText } from './gap-text.ts';
import { Block, Cards, Mark } from './lane-parts.tsx';
import classes from './lanes.module.css';
import { NetworkCurve } from './network-curve.tsx';
import { momentsOf } from './findings.ts';
import type { ViewSpan } from './view-span.ts';
import { Waveform } from './waveform.tsx';

export interface Lane {
  readonly key: string;
  readonly label: string;
  readonly icon: typeof IconWifi;
  readonly height: 'low' | 'middle' | 'high';
  readonly content: ReactNode;
}

interface LanesOptions {
  readonly recording: RecordingDetail;
  readonly timeline: Timeline;
  readonly view: ViewSpan;
  readonly positionMs: number;
  readonly onGo: (atMs: number) => void;
}

/** Every lane that has something to show, top to bottom: what was meant, what was said, what was checked, what went wrong. */
export function useLanes({ recording, timeline, view, positionMs, onGo }: LanesOptions): readonly Lane[] {
  const { t, language } = useTexts();
  const { segments, steps, scriptLines, answers, forms, documents, checks, warnings, chat, notes, chunks, gaps, parties } = timeline;
  const isNow = (fromMs: number, untilMs: number): boolean => fromMs <= positionMs && positionMs < untilMs;
  const at = (text: string, ms: number): string => `${formatWait(Math.max(0, ms))} ${text}`;
  const chapters =
    segments.length > 0 ? segments : steps.map(({ title, fromMs, untilMs, nodeRunId }) => ({ segment: nodeRunId, title, fromMs, untilMs }));

  const lanes: Lane[] = [
    {
      key: 'segments',
      label: t('timeline.lane.segments'),
      icon: IconBookmark,
      height: 'middle',
      content: chapters.map(({ segment, title, fromMs, untilMs }) => (
        <Block
          key={`${segment}-${fromMs}`}
          look="segment"
          label={at(title[language], fromMs)}
          isNow={isNow(fromMs, untilMs)}
          {...{ view, fromMs, untilMs, onGo }}
        >
          <span>{title[language]}</span>
        </Block>
      )),
    },
    {
      key: 'script',
      label: t('timeline.lane.script'),
      icon: IconMessage2Exclamation,
      height: 'middle',
      content: [
        ...scriptLines.map(({ nodeRunId, line, fromMs, untilMs, evidence, text }) => (
          <Block
            key={`${nodeRunId}-${line}`}
            look={evidence}
            label={`${at(text[language], fromMs)} · ${t(`timeline.evidence.${evidence}`)}`}
            {...{ view, fromMs, untilMs, onGo }}
          />
        )),
        ...answers.map(({ nodeRunId, atMs, question, answer }) => (
          <Mark
            key={`${nodeRunId}-${atMs}`}
            look="answer"
            atMs={atMs}
            label={at(`${question[language]} ${answer?.[language] ?? ''}`, atMs)}
            {...{ view, onGo }}
          />
        )),
      ],
    },
    ...parties.flatMap((party): Lane[] => {
      const sounds = party.tracks.filter(({ kind }) => kind === 'audio');
      if (sounds.length === 0) return [];
      const isCustomer = party.role === 'customer';
      const who = party.role === 'customer' || party.role === 'agent' ? t(`who.${party.role}`) : party.displayName;
      return [
        {
          key: `sound-${party.participantId}`,
          label: t('timeline.lane.voice', { name: who }),
          icon: IconWaveSine,
          height: 'high',
          content: (
            <>
              <Waveform recordingId={recording.recordingId} tracks={sounds} view={view} isCustomer={isCustomer} />
              {sounds.flatMap(({ trackId, speech }) =>
                (speech ?? []).map(({ fromMs, untilMs }) => (
                  <Block
                    key={`${trackId}-${fromMs}`}
                    look={isCustomer ? 'customerSpeech' : 'speech'}
                    label={at(t('timeline.speaks', { name: who }), fromMs)}
                    {...{ view, fromMs, untilMs, onGo }}
                  />
                )),
              )}
              {gaps
                .filter(({ participantId }) => participantId === party.participantId)
                .map((gap) => (
                  <Block
                    key={`${gap.kind}-${gap.trackId}-${gap.fromMs}`}
                    look="gap"
                    label={at(gapText(t, recording, gap), gap.fromMs)}
                    {...{ view, fromMs: gap.fromMs, untilMs: gap.untilMs, onGo }}
                  />
                ))}
            </>
          ),
        },
      ];
    }),
    {
      key: 'checks',
      label: t('timeline.lane.checks'),
      icon: IconScan,
      height: 'middle',
      content: checks.map(({ nodeRunId, check, atMs, decision }) => (
        <Mark
          key={`${nodeRunId}-${atMs}`}
          look={`check_${decision}`}
          atMs={atMs}
          label={at(`${t(`timeline.check.${check}`)}: ${t(`timeline.outcome.${decision}`)}`, atMs)}
          {...{ view, onGo }}
        />
      )),
    },
    {
      key: 'papers',
      label: t('timeline.lane.papers'),
      icon: IconFiles,
      height: 'middle',
      content: [...forms, ...documents].map(({ nodeRunId, title, fromMs, untilMs }) => (
        <Block key={nodeRunId} look="paper" label={at(title[language], fromMs)} {...{ view, fromMs, untilMs, onGo }}>
          <span>{title[language]}</span>
        </Block>
      )),
    },
    {
      key: 'network',
      label: t('timeline.lane.network'),
      icon: IconWifi,
      height: 'middle',
      content: <NetworkCurve parties={parties} view={view} />,
    },
    {
      key: 'warnings',
      label: t('timeline.lane.warnings'),
      icon: IconAlertTriangle,
      height: 'middle',
      content: (
        <Cards
          look="warning"
          of={warnings}
          textOf={({ kind, value }) => warningText(t, kind, value)}
          leads={({ kind }) => LiveCheck.safeParse(kind).success}
          {...{ view, onGo }}
        />
      ),
    },
    {
      key: 'gaps',
      label: t('replay.gapsTitle'),
      icon: IconCircleDashed,
      height: 'middle',
      content: (
        <Cards
          look="gapCard"
          of={gaps}
          textOf={(gap) => `${t(`timeline.gap.${gap.kind}`)} ${formatShort(gap.untilMs - gap.fromMs)}`}
          detailOf={(gap) => gapText(t, recording, gap)}
          {...{ view, onGo }}
        />
      ),
    },
    {
      key: 'chat',
      label: t('timeline.lane.chat'),
      icon: IconMessages,
      height: 'low',
      content: chat.map(({ atMs, from, text }) => (
        <Mark
          key={`${atMs}-${from}`}
          look={from === 'customer' ? 'customerChat' : 'staffChat'}
          atMs={atMs}
          label={at(`${t(from === 'customer' ? 'who.customer' : 'who.agent')}: ${text.text ?? t('timeline.erased')}`, atMs)}
          {...{ view, onGo }}
        />
      )),
    },
    {
      key: 'notes',
      label: t('timeline.lane.notes'),
      icon: IconNote,
      height: 'low',
      content: notes.map(({ noteId, atMs, text }) => (
        <Mark key={noteId} look="note" atMs={atMs} label={at(text, atMs)} {...{ view, onGo }} />
      )),
    },
    {
      key: 'chunks',
      label: t('timeline.lane.chunks'),
      icon: IconLink,
      height: 'low',
      content: <Chunks chunks={chunks} view={view} />,
    },
  ];
  const isEmpty = ({ key }: Lane): boolean =>
    (key === 'chat' && chat.length === 0) ||
    (key === 'notes' && notes.length === 0) ||
    (key === 'gaps' && gaps.length === 0) ||
    (key === 'script' && scriptLines.length + answers.length === 0) ||
    (key === 'papers' && forms.length + documents.length === 0) ||
    (key === 'segments' && chapters.length === 0) ||
    (key === 'chunks' && chunks.length === 0);
  return lanes.filter((lane) => !isEmpty(lane));
}

type Say = ReturnType<typeof useTexts>['t'];

function warningText(t: Say, kind: Timeline['warnings'][number]['kind'], value: number | null): string {
  if (kind === 'packet_loss') return t('timeline.warning.packet_loss', { share: Math.round((value ?? 0) * 100) });
  if (kind === 'slow_line') return t('timeline.warning.slow_line', { ms: Math.round(value ?? 0) });
  return t(`timeline.warning.${kind}`);
}

/** Drawn as one line of strokes: hundreds of closed chunks say only that none is missing. */
function Chunks({ chunks, view }: { readonly chunks: Timeline['chunks']; readonly view: ViewSpan }) {
  const first = chunks[0];
  const last = chunks.at(-1);
  if (first === undefined || last === undefined) return null;
  const everyMs = chunks.length < 2 ? 2_000 : (last.atMs - first.atMs) / (chunks.length - 1);
  const begins = ((first.atMs - everyMs - view.fromMs) / (view.untilMs - view.fromMs)) * 100;
  const ends = ((last.atMs - view.fromMs) / (view.untilMs - view.fromMs)) * 100;
  const left = Math.max(0, begins);
  const right = Math.min(100, ends);
  return (
    <span className={classes['chunks']} style={{ insetInlineStart: `${left}%`, width: `${Math.max(0, right - left)}%` }} aria-hidden />
  );
}

/** What a rule found, as a band through all lanes. */
export function FindingBands({ findings, chosen, view }: { findings: readonly TimelineFinding[]; chosen: string | null; view: ViewSpan }) {
  return findings
    .filter(({ result, ruleId }) => result === 'fail' || ruleId === chosen)
    .flatMap((finding) =>
      momentsOf(finding).map(({ atMs, untilMs }) => {
        const span = view.untilMs - view.fromMs;
        const until = untilMs ?? atMs + span / 150;
        const left = ((atMs - view.fromMs) / span) * 100;
        const width = ((until - atMs) / span) * 100;
        if (left + width < 0 || left > 100) return null;
        return (
          <span
            key={`${finding.ruleId}-${atMs}`}
            className={classNames(classes['band'], finding.ruleId === chosen && classes['bandChosen'])}
            style={{ insetInlineStart: `${Math.max(0, left)}%`, width: `${Math.min(100 - Math.max(0, left), width)}%` }}
            aria-hidden
          />
        );
      }),
    );
}
