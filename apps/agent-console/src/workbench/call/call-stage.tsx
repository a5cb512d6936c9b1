import type { CallView, TrackId } from '@guichet/protocol';
import { classNames, VideoTile } from '@guichet/ui';
import { IconVideoOff } from '@tabler/icons-react';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { CallMediaState } from '../media/call-media-state.ts';
import classes from './call-stage.module.css';
import { otherParties } from './party.ts';
import { PartyTile, SelfTile } from './party-tile.tsx';
import { useShownView } from './use-shown-view.ts';

interface CallStageProps {
  readonly call: CallView;
  readonly media: CallMediaState;
  /** Told whether the customer's picture comes. */
  readonly onCustomerFlowing: (flowing: boolean) => void;
}

/** The customer large, oneself small; a shared screen takes the large place and everyone stands beside it. */
export function CallStage({ call, media, onCustomerFlowing }: CallStageProps) {
  const { t } = useTexts();
  const parties = otherParties(call, media.selfId, media.remotes);
  const sharing = parties.find(({ media: seen }) => seen?.screen != null);
  const [customer, ...others] = parties;

  const notHere = media.phase === 'replaced' || media.phase === 'failed' || media.phase === 'ended';

  if (notHere) {
    return (
      <div className={classes['stage']} data-stage="none">
        <p className={classes['off']}>
          <IconVideoOff size={24} stroke={1.6} aria-hidden />
          {t(media.phase === 'replaced' ? 'call.replaced' : 'call.joinFailed')}
        </p>
      </div>
    );
  }
  if (sharing?.media?.screen != null) {
    return (
      <div className={classNames(classes['stage'], classes['withScreen'])} data-stage="screen">
        <ScreenTile
          name={t('call.shareOf', { name: sharing.party.displayName })}
          track={sharing.media.screen}
          trackId={sharing.media.screenId}
        />
        <div className={classes['sideTiles']}>
          {parties.map((seen) => (
            <PartyTile
              key={seen.party.participantId}
              seen={seen}
              held={call.held}
              onFlowing={seen.party.role === 'customer' ? onCustomerFlowing : undefined}
            />
          ))}
          <SelfTile media={media} className={classes['self']} />
        </div>
      </div>
    );
  }
  return (
    <div className={classes['stage']} data-stage="people">
      {customer === undefined ? (
        <VideoTile className={classes['large']} state={{ kind: 'connecting' }} name={null} track={null} large />
      ) : (
        <PartyTile className={classes['large']} seen={customer} held={call.held} large onFlowing={onCustomerFlowing} />
      )}
      {others.length > 0 && (
        <div className={classes['others']}>
          {others.map((seen) => (
            <PartyTile key={seen.party.participantId} className={classes['other']} seen={seen} held={false} />
          ))}
        </div>
      )}
      <SelfTile media={media} className={classes['self']} />
    </div>
  );
}

interface ScreenTileProps {
  readonly name: string;
  readonly track: MediaStreamTrack;
  readonly trackId: TrackId | null;
}

/** A screen on which nothing moves sends nothing: standing still is no fault of it. */
function ScreenTile({ name, track, trackId }: ScreenTileProps) {
  const viewRef = useShownView(trackId);
  return (
    <VideoTile
      className={classes['large']}
      state={{ kind: 'live' }}
      name={name}
      track={track}
      fit="contain"
      large
      namePlace="top"
      videoRef={viewRef}
    />
  );
}
