import { accountFlags, wantedBy } from '../account/account-flags.js';
import { serverAddress, START_ADDRESS } from '../account/server-address.js';
import { findSession } from '../account/session-files.js';
import type { Command } from '../command-line/command.js';
import { say } from '../command-line/io.js';
import { printable } from '../terminal-text/printable.js';
import type { Finding } from './finding.js';

const MARKS: Readonly<Record<Finding['mark'], string>> = { well: '✓', note: '·', wrong: '✗' };

export const doctorCommand: Command = {
  name: 'doctor',
  about: 'looks for what is wrong with a Maru, and tells the next step for each finding',
  details: `The exit code is 1 if something is wrong, so that a watch can call it. With the settings of a process of a cluster in the environment (npm run
cluster -- settings prints them) it looks at each of the cluster's components, too; the address is then that of Nginx.`,
  arguments: [{ name: 'address', about: 'of Maru; without it the one of the last login', optional: true }],
  flags: {
    data: { about: 'its data folder, where it is on this machine; without it MARU_DATA or ./data', value: 'folder' },
    user: accountFlags.user,
    session: accountFlags.session,
  },
  run: async (given, io) => {
    const { examine } = await import('./examine.js');
    const wanted = wantedBy(given);
    const address = given.argument(0);
    const server = address === undefined ? (findSession(io, wanted)?.server ?? START_ADDRESS) : serverAddress(address);
    const examined = await examine(io, { server, data: given.value('data'), wanted });
    for (const [place, findings] of examined) {
      say(io, printable(place));
      for (const { mark, what, next } of findings)
        say(io, `  ${MARKS[mark]} ${printable(what)}`, ...(next === undefined ? [] : [`      ${printable(next)}`]));
    }
    const wrong = [...examined.values()].flat().filter(({ mark }) => mark === 'wrong').length;
    say(io, wrong === 0 ? 'Nothing is wrong.' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`);
    return wrong === 0 ? 0 : 1;
  },
};
