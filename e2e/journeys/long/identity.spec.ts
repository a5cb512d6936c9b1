import { besideEachOther, type HeadMove, jpegOf, stillOf, tiltedSheet } from '@guichet/identity/faces-testing';
import { either } from '../../kit/either.ts';
import { AgentFaceMatch, AgentLiveness, CustomerLiveness } from '../../kit/flow-steps/index.ts';
import { showPictures } from '../../kit/puppet-camera.ts';
import { expect, test } from '../fixtures.ts';
import { FACES, IdentityDesk, JUDGED_WITHIN_MS } from './identity-desk.ts';

test('a card, a head that does what it is asked, and its face beside the photograph: an engine looks, the agent decides', async ({
  installation,
  sources,
}) => {
  const desk = await IdentityDesk.open({ installation, fakes: sources.customer.files, name: 'identity', flow: FACES });
  try {
    await desk.rehearse('eve');
    await desk.reachLiveness('eve');
    for (const number of [1, 2]) {
      await desk.number(number).toBeVisible();
      await desk.follows('eve');
      await desk.picture(`challenge-${number}`);
      // Nobody presses anything: it was seen.
      if (number === 1) await desk.number(2).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    }
    const alive = new AgentLiveness(desk.agent.page);
    await expect(alive.root.getByText(either('All followed', '动作已全部完成'))).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await expect(alive.root.getByText(/An engine saw it|系统看到了该动作/)).toHaveCount(2);
    await desk.picture('alive');
    await desk.shows(['eve', {}], ['eve', { yawDeg: 3 }]);
    await alive.confirm();
    const face = new AgentFaceMatch(desk.agent.page);
    await face.isOpen();
    await face.takePicture();
    await expect(desk.found(/An engine takes them for one person|系统认为是同一人/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await expect(face.root.locator('figure img')).toHaveCount(3);
    await desk.picture('face');
    await face.confirm();
    await face.isOver();
    await desk.agent.endCall();
    await expect(desk.customer.page.getByRole('heading', { name: /^(All done|办理完成)$/ })).toBeVisible({ timeout: 60_000 });
  } finally {
    await desk.close();
  }
});

test('a printed picture, somebody else for the second challenge and another’s document are told to the agent, who rejects', async ({
  installation,
  sources,
}) => {
  const desk = await IdentityDesk.open({ installation, fakes: sources.customer.files, name: 'identity-attacks', flow: FACES });
  try {
    await desk.rehearse('eve', 'dana');
    await desk.reachLiveness('bea');
    // A print, turned and tilted by hand.
    const print = await stillOf('eve');
    const angles = [0, 15, 30, 38, 30, 15, 0];
    await showPictures(desk.customer.page, await Promise.all(angles.map((yawDeg) => jpegOf(tiltedSheet(print, { yawDeg })))));
    await expect(desk.found(/like a flat picture|did not see it|翻动的平面|没有看到该动作/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await desk.number(1).toBeVisible();
    await desk.picture('print');
    // Another round, begun by the right person and ended by another. They are there before it begins: it is watched from then on.
    await desk.shows(['eve', {}]);
    await desk.agent.page.getByRole('button', { name: either('Not followed', '没有做到') }).click();
    await new CustomerLiveness(desk.customer.page).beginsAgain();
    await desk.follows('eve');
    await desk.number(2).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await desk.follows('dana');
    await expect(desk.found(/another face|不是同一张脸|不能确定前后/i)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await desk.number(2).toBeVisible();
    await desk.picture('swapped');
    // Whatever the engine says, the agent has the word: they let it pass to see the document compared.
    await desk.shows(['eve', {}]);
    const alive = new AgentLiveness(desk.agent.page);
    await alive.press(alive.button(either('I saw it', '看到了')));
    await alive.confirm();
    const face = new AgentFaceMatch(desk.agent.page);
    await face.isOpen();
    await face.takePicture();
    await expect(desk.found(/two people|Not alike enough|不是同一人|相似度不足/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await desk.picture('anothers-document');
  } finally {
    await desk.close();
  }
});

test('a film of another time is not seen to follow, and a second person beside the first one is told', async ({
  installation,
  sources,
}) => {
  const desk = await IdentityDesk.open({ installation, fakes: sources.customer.files, name: 'identity-replay', flow: FACES });
  try {
    await desk.reachLiveness('eve');
    // Filmed off another screen: a head that does what it was asked then.
    const then: HeadMove[] = [{}, { pitchDeg: 18 }, { pitchDeg: -16 }, {}, { yawDeg: 26 }, { yawDeg: 26 }, {}];
    await desk.shows(...then.map((move) => ['eve', move] as const));
    // Bent by the film, the face may not even be told to be one.
    await expect(desk.found(/did not see it|may be another face|没有看到该动作|不能确定前后/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await desk.number(1).toBeVisible();
    await desk.picture('film');
    const film = await desk.film();
    const two = [0, 3, 0].map((yawDeg) => besideEachOther(film.frame('eve', { yawDeg }), film.frame('bea', {})));
    await showPictures(desk.customer.page, await Promise.all(two));
    await desk.agent.page.getByRole('button', { name: either('Not followed', '没有做到') }).click();
    await expect(desk.found(/More than one person|画面里不止一人/)).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await desk.number(1).toBeVisible();
    await desk.picture('two');
  } finally {
    await desk.close();
  }
});
