import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longestGapMs, RoomLab } from './testing/room-lab.ts';

let lab: RoomLab;
beforeAll(async () => {
  lab = await RoomLab.start();
});
afterAll(() => lab.close());

describe('a page comes back', () => {
  it('after 5 s without signalling: media was never touched', async () => {
    const { one } = await lab.two();
    lab.gate.shut();
    await one.sees('the loss', ({ view }) => view.state === 'reconnecting');
    const { nowMs } = await one.report();
    await one.sees('5 s of it', (report) => report.nowMs - nowMs > 5_000);
    lab.gate.open();
    await one.sees('the return', ({ view }) => view.state === 'connected');
    const report = await one.seesPictures('pictures');
    console.info('longest gap between pictures without signalling, ms:', Math.round(longestGapMs(report, nowMs)));
    expect(longestGapMs(report, nowMs)).toBeLessThan(3_000);
    expect(report.view.remote.every((track) => track.arriving)).toBe(true);
    expect(report.log.filter(({ text }) => text === 'in the room').map(({ fields }) => fields['resumed'])).toEqual([false, true]);
    // Neither side was connected anew: one DTLS connection each way is all there ever was.
    expect(report.log.filter(({ text, fields }) => text === 'a transport changed' && fields['state'] === 'connecting')).toHaveLength(2);
    await one.sees('no interruption', ({ view }) => view.media === 'connected');
  });

  it('within 3 s of a change of address', async () => {
    const { one } = await lab.two({ throughProxy: true });
    const { nowMs } = await one.report();
    lab.proxy.changeAddresses();
    await one.sees('5 s of pictures', (report) => report.frameTimesMs.some((at) => at > nowMs + 5_000));
    const gapMs = longestGapMs(await one.report(), nowMs);
    console.info('longest gap between pictures after a change of address, ms:', Math.round(gapMs));
    expect(gapMs).toBeLessThan(3_000);
  });

  it('within 3 s of the end of 8 s of blackout, and says meanwhile that it is interrupted', async () => {
    const { one } = await lab.two({ throughProxy: true });
    lab.proxy.setBlackout(true);
    const { nowMs } = await one.sees('the interruption', ({ view }) => view.media === 'interrupted', 4_000);
    await one.sees('8 s of it', (report) => report.nowMs - nowMs > 8_000, 12_000);
    lab.proxy.setBlackout(false);
    const { nowMs: endedAtMs } = await one.report();
    const report = await one.seesPictures('pictures');
    const backMs = (report.frameTimesMs.find((at) => at > endedAtMs) ?? Infinity) - endedAtMs;
    console.info('first picture after the blackout, ms:', Math.round(backMs));
    expect(backMs).toBeLessThan(3_000);
    await one.sees('the end of the interruption', ({ view }) => view.media === 'connected');
  });

  it('within 3 s of the death of the worker, muted as it was', async () => {
    const { one, other } = await lab.two();
    await one.page.evaluate(() => window.lab.mute('microphone', true));
    const { nowMs } = await one.report();
    await lab.node.killWorker();
    await one.sees('pictures of the new worker', (report) => report.log.some(({ text }) => text === 'the room moved to another worker'));
    const report = await one.seesPictures('pictures');
    await other.seesPictures('pictures');
    console.info('longest gap between pictures when the worker died, ms:', Math.round(longestGapMs(report, nowMs)));
    expect(longestGapMs(report, nowMs)).toBeLessThan(3_000);
    await other.sees('the mute', ({ view }) => view.remote.some((track) => track.source === 'microphone' && track.paused));
  });

  it('with a fresh pass after the node was killed and started again', async () => {
    const { one, other, plan } = await lab.two();
    const { nowMs } = await one.report();
    await lab.node.kill();
    await lab.node.start();
    await lab.counter.command('room.open', plan);
    const report = await one.sees(
      'pictures',
      ({ view, frameTimesMs, nowMs: seenAtMs }) =>
        view.state === 'connected' && frameTimesMs.filter((at) => at > seenAtMs - 500).length > 3,
      20_000,
    );
    await other.seesPictures('pictures');
    console.info('longest gap between pictures when the node was killed, ms:', Math.round(longestGapMs(report, nowMs)));
    expect(longestGapMs(report, nowMs)).toBeLessThan(8_000);
  });
});
