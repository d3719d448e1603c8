/** `maru`: what a person at a terminal asks of a house. */
import { doctor } from './doctor/doctor.js';

const [command, url = 'http://localhost:8080'] = process.argv.slice(2);

if (command === 'doctor') process.exitCode = await doctor(url, (line) => process.stdout.write(`${line}\n`));
else {
  process.stderr.write('usage: maru doctor [address]\n');
  process.exitCode = 1;
}
