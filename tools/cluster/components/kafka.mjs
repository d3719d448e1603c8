import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../setup/run.mjs';
import { SetupError } from '../../setup/setup-error.mjs';
import { portsOf } from '../addresses.mjs';
import { ask } from '../ask.mjs';
import { component } from '../component.mjs';
import { fill } from '../fill.mjs';
import { findProgram, kafkaJars } from '../install/installed.mjs';
import { needs } from '../install/needs.mjs';

/** Starts at once, and stays small. */
const java = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const clusterId = 'bWFydS1rYWZrYS0wMDAwMA';
/** Metadata, version 1, of no topic: a broker names itself when its controller has let it in. */
const whoIsThere = Buffer.from([0, 0, 0, 14, 0, 3, 0, 1, 0, 0, 0, 1, 255, 255, 0, 0, 0, 0]);

/** @param {import('../place.mjs').Place} place */
export function kafka(place) {
  const { kafka: port, kafkaController } = portsOf(place);
  const deploy = join(place.root, 'deploy', 'kafka');
  const logging = `-Dlog4j2.configurationFile=${join(deploy, 'log4j2.xml')}`;
  const classes = ['-cp', `${kafkaJars(place)}/*`];

  return [
    component({
      name: 'kafka',
      group: 'kafka',
      after: [],
      needs: [needs.java, needs.kafka],
      port,
      async prepare(folder) {
        const properties = join(folder, 'server.properties');
        const values = { PORT: port, CONTROLLER_PORT: kafkaController, FOLDER: folder };
        writeFileSync(properties, fill(join(deploy, 'server.properties'), values));
        if (existsSync(join(folder, 'logs', 'meta.properties'))) return;
        const args = [...java, ...classes, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties];
        const { code, output } = await run(findProgram('java') ?? 'java', args, { cwd: folder });
        if (code !== 0) throw new SetupError(`Kafka cannot prepare its folder:\n${output}`);
      },
      command: (folder) => ({
        program: findProgram('java') ?? 'java',
        args: ['-Xms96m', '-Xmx384m', ...java, logging, ...classes, 'kafka.Kafka', join(folder, 'server.properties')],
      }),
      async ready() {
        const answer = await ask(port, whoIsThere);
        return answer.length >= 12 && answer.readInt32BE(8) > 0;
      },
    }),
  ];
}
