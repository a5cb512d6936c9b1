import { ApiCustomer, LIKE_THE_PAGE } from '../kit/api-page.ts';
import type { Installation } from '../kit/installation.ts';
import { killHard } from '../kit/process-faults.ts';
import type { SeededRandom } from '../kit/seeded-random.ts';
import { until } from '../kit/until.ts';
import { atMost, type Fault, type FaultContext, type FaultFigures } from './fault.ts';
import { pause } from './pause.ts';

const CUSTOMERS = 200;
/** So many of them have a second tab that wakes up at the same moment. */
const WITH_SECOND_TAB = 20;
const BACK_WITHIN_MS = 10_000;
const AT_A_TIME = 20;

/** One person with the tabs of one device. */
interface Person {
  tabs: ApiCustomer[];
}

/** 200 customers who wait for an agent lose their connection at the same moment: first theirs alone, then all of the counter. */
export const reconnectingPages: Fault = {
  name: `${CUSTOMERS} clients reconnecting`,
  limit: `one live page each, places kept, all back ≤ ${BACK_WITHIN_MS} ms`,
  short: false,
  async run(context): Promise<FaultFigures> {
    const { installation, random } = context;
    const people = await queueUp(context);
    try {
      await untilInOrder(people);
      const before = placesOf(people);
      await pause(random.between(500, 2_000));
      const afterDropMs = await comeBack(people, random, async () => {
        for (const { tabs } of people) for (const tab of tabs) tab.loseConnection();
      });
      expectSame(before, placesOf(people));
      await pause(random.between(500, 2_000));
      const afterKillMs = await comeBack(people, random, async () => killHard(counterPid(installation)));
      expectSame(before, placesOf(people));

      // Who is connected is also told: when the first one leaves, everybody else moves up.
      const [first, ...others] = people.toSorted((one, other) => placeOf(one) - placeOf(other));
      await liveTab(first)?.request('session.end', {});
      await until('everybody else has moved up', () => others.every((person, index) => placeOf(person) === index + 1), 5_000);
      await inTurns(others, async (person) => void (await liveTab(person)?.request('session.end', {})));
      atMost('all back after a drop (ms)', afterDropMs, BACK_WITHIN_MS);
      atMost('all back after a kill (ms)', afterKillMs, BACK_WITHIN_MS);
      return { afterDropMs: Math.round(afterDropMs), afterKillMs: Math.round(afterKillMs) };
    } finally {
      for (const { tabs } of people) for (const tab of tabs) tab.close();
    }
  },
};

async function queueUp({ installation, random }: FaultContext): Promise<Person[]> {
  const numbers = Array.from({ length: CUSTOMERS }, (_, index) => index);
  const people: Person[] = [];
  await inTurns(numbers, async (number) => {
    const customer = installation.privateValues.makeUpCustomer(random);
    // Each opens the link at home; later all of them come from one address, as a whole branch does.
    const localAddress = `127.0.1.${1 + number}`;
    const tab = await ApiCustomer.enter(installation, customer, { localAddress, reconnection: LIKE_THE_PAGE });
    people.push({ tabs: [tab] });
    await until('the customer is connected', () => tab.connected);
    for (const { kind, textVersion, language } of tab.view?.notices ?? []) {
      await tab.request('consent.decide', { kind, textVersion, language, decision: 'accepted' });
    }
    await tab.request('ticket.take', {});
  });
  return people;
}

/** Takes the connections away and waits till everybody is back with one live page, told anew. @returns how long that took, in milliseconds */
async function comeBack(people: readonly Person[], random: SeededRandom, lose: () => Promise<void>): Promise<number> {
  const seen = new Map(people.map((person) => [person, sum(person.tabs.map(({ viewCount }) => viewCount))]));
  await lose();
  const startedAt = performance.now();
  for (let count = 0; count < WITH_SECOND_TAB; count++) {
    const person = random.pick(people);
    const [tab] = person.tabs;
    if (tab) person.tabs.push(tab.secondPage());
  }
  await until(
    'everybody is back with one live page',
    () =>
      people.every(
        (person) => liveTabs(person).length === 1 && sum(person.tabs.map(({ viewCount }) => viewCount)) > (seen.get(person) ?? 0),
      ),
    30_000,
  );
  const backMs = performance.now() - startedAt;
  // A tab that lost is told so and stays away.
  await pause(1_000);
  for (const person of people) {
    if (liveTabs(person).length !== 1) throw new Error('Somebody does not have exactly one live page');
    const [live] = liveTabs(person);
    for (const tab of person.tabs) {
      if (tab === live) continue;
      if (!tab.replaced) throw new Error('A page that was replaced has not been told');
      tab.close();
    }
    person.tabs = live ? [live] : [];
  }
  await untilInOrder(people);
  return backMs;
}

/** The pages agree on who stands where: every place is taken once. */
async function untilInOrder(people: readonly Person[]): Promise<void> {
  await until(
    'every place is taken once',
    () =>
      new Set(people.map(placeOf)).size === people.length &&
      people.every((person) => placeOf(person) >= 1 && placeOf(person) <= people.length),
    10_000,
  );
}

function expectSame(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
  for (const [sessionId, place] of before) {
    if (after.get(sessionId) !== place) throw new Error(`Somebody who stood at place ${place} now stands at ${after.get(sessionId)}`);
  }
}

const placesOf = (people: readonly Person[]): ReadonlyMap<string, number> =>
  new Map(people.map((person) => [liveTab(person)?.view?.sessionId ?? '', placeOf(person)]));
const liveTabs = ({ tabs }: Person): ApiCustomer[] => tabs.filter((tab) => tab.connected && !tab.replaced);
const liveTab = (person: Person | undefined): ApiCustomer | undefined => person && liveTabs(person)[0];
const placeOf = (person: Person): number => liveTab(person)?.view?.ticket?.place ?? 0;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function counterPid({ running }: Installation): number {
  const { counter } = running.pids;
  if (counter === undefined) throw new Error('There is no counter to kill');
  return counter;
}

/** Some at a time. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}
