import { demoChannels, demoPassword, names } from './demo.js';
import { DemoPerson } from './demo-person.js';

/** Fills Maru by the ways that are open to everybody. What is there already stays as it is, so a second time changes nothing. */
export async function seedDemo(url: string): Promise<string> {
  const people: DemoPerson[] = [];
  try {
    for (const name of names) {
      const person = await DemoPerson.enter(url, name);
      if (person === undefined) return `  The demo is not loaded: somebody else is called ${name} here.\n\n`;
      people.push(person);
    }
    if (!isFull(people)) await fill(people);
    return `  The demo is there: ${names.join(', ')}, each with the password "${demoPassword}".\n\n`;
  } finally {
    await Promise.all(people.map((person) => person.leave()));
  }
}

/** The last thing that `fill` does is done. */
function isFull([alice]: readonly DemoPerson[]): boolean {
  const direct = alice?.client.channels.list.find((channel) => channel.with === 'bob');
  return direct !== undefined && direct.lastMessageSequence >= (demoChannels.at(-1)?.lines.length ?? 0);
}

async function fill(people: readonly DemoPerson[]): Promise<void> {
  const called = (name: string): DemoPerson => {
    const person = people.find((candidate) => candidate.name === name);
    if (person === undefined) throw new Error(`${name} is not in the demo`);
    return person;
  };
  for (const [index, person] of people.entries()) for (const other of people.slice(index + 1)) await person.befriend(other);
  for (const channel of demoChannels) {
    const channelId = await called(channel.creator).open(channel);
    for (const [index, { by, content }] of channel.lines.entries())
      await called(by).write(channelId, `demo-${channel.key}-${index}`, content);
  }
}
