import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, portsOf } from '../addresses.mjs';
import { component } from '../component.mjs';
import { fillIn } from '../fill.mjs';
import { forShards } from './for-shards.mjs';
import { findProgram, shardingsphereJars } from '../install/installed.mjs';
import { needs } from '../install/needs.mjs';
import { sql } from './sql.mjs';

/** Without the second compiler it starts in a third of the time, and answers fast at once. */
const java = ['-Xms192m', '-Xmx384m', '-Xss512k', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:MaxMetaspaceSize=192m'];
const quiet = ['-Xlog:cds=off', '-Xlog:cds+dynamic=off', '-Djava.net.preferIPv4Stack=true', '-Dio.netty.leakDetection.level=disabled'];
const driverOptions =
  'useSSL=false&characterEncoding=UTF-8&cachePrepStmts=true&prepStmtCacheSize=1000&prepStmtCacheSqlLimit=8192' +
  '&useLocalSessionState=true&rewriteBatchedStatements=true&connectTimeout=2000&socketTimeout=30000&tcpKeepAlive=true&serverTimezone=UTC';
const failover = 'failOverReadOnly=true&secondsBeforeRetryMaster=5&queriesBeforeRetryMaster=1000';

/** Two proxies: each speaks for all shards. @param {import('../place.mjs').Place} place */
export function shardingsphere(place) {
  const { proxies, shards } = portsOf(place);
  const deploy = join(place.root, 'deploy', 'shardingsphere');
  const jars = shardingsphereJars(place);
  /** What the first start has read of its classes, for the next ones. */
  const archive = join(place.cache, 'shardingsphere', 'classes.jsa');
  const values = {
    USER: place.user,
    PASSWORD: place.password,
    OPTIONS: driverOptions,
    FAILOVER: failover,
    ...Object.fromEntries(
      shards.flatMap(([primary, replica], index) => [
        [`PRIMARY_${index}`, at(primary)],
        [`REPLICA_${index}`, at(replica)],
      ]),
    ),
  };

  return proxies.map((port, index) => {
    const name = `proxy-${index + 1}`;
    return component({
      name,
      group: 'proxy',
      after: shards.map((_, shard) => `shard${shard}-replication`),
      needs: [needs.java, needs.shardingsphere],
      port,
      prepare(folder) {
        const made = join(folder, 'classes.jsa');
        if (existsSync(made) && !existsSync(archive)) renameSync(made, archive);
        for (const file of ['server.yaml', 'config-sharding.yaml', 'logback.xml']) {
          const template = readFileSync(join(deploy, file), 'utf8');
          writeFileSync(
            join(folder, file),
            fillIn(file === 'config-sharding.yaml' ? forShards(template, shards.length) : template, values, file),
          );
        }
      },
      command: (folder) => ({
        program: findProgram('java') ?? 'java',
        args: [
          ...java,
          '-XX:+ExitOnOutOfMemoryError',
          existsSync(archive) ? `-XX:SharedArchiveFile=${archive}` : `-XX:ArchiveClassesAtExit=${join(folder, 'classes.jsa')}`,
          ...quiet,
          `-Dlogback.configurationFile=${join(folder, 'logback.xml')}`,
          // In one order, and each by its name: the archive of classes is for exactly this path.
          '-cp',
          classPath(jars),
          'org.apache.shardingsphere.proxy.Bootstrap',
          String(port),
          folder,
        ],
      }),
      ready: async () => (await sql(place, port, 'SHOW SCHEMAS', { user: place.user })).includes('maru_message'),
    });
  });
}

/** @param {string} jars */
function classPath(jars) {
  const names = readdirSync(jars).filter((name) => name.endsWith('.jar'));
  return names
    .toSorted()
    .map((name) => join(jars, name))
    .join(':');
}
