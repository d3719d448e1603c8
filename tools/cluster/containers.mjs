/**
 * The components of docker-compose.yml as containers of their own, reachable from this machine, for the contract suites: what the native
 * ones are where there is no Docker. Images are pulled where they are not there.
 */
import { createServer } from 'node:net';
import { GenericContainer, Network, Wait } from 'testcontainers';
import { root } from '../setup.mjs';
import { composition } from './composition.mjs';

/** @typedef {import('testcontainers').StartedTestContainer} Started */

const host = '127.0.0.1';
const groups = ['kafka', 'redis', 'mysql', 'proxy', 'consul'];
const servers = ['core-primary', 'core-replica', 'shard0-primary', 'shard0-replica', 'shard1-primary', 'shard1-replica'];
const proxies = ['proxy-1', 'proxy-2'];
const redisNodes = ['redis-1', 'redis-2', 'redis-3', 'redis-4', 'redis-5', 'redis-6'];
/** A machine may be busy with other things. */
const patience = 300_000;

// All that is started here is ended here; and a machine whose own files call it a container reaches its ports on itself all the same.
process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
process.env['TESTCONTAINERS_HOST_OVERRIDE'] ??= host;

/**
 * Starts the named groups, with what they need, and answers with the settings by which a process of Maru finds them.
 * @param {string[]} only
 * @param {(line: string) => void} say
 * @returns {Promise<{ settings: Record<string, string>, stop: () => Promise<void> }>}
 */
export async function startContainers(only = groups, say = () => undefined) {
  const unknown = only.find((name) => !groups.includes(name));
  if (unknown !== undefined) throw new Error(`There is no group ${unknown}. There are: ${groups.join(', ')}`);
  const house = new Containers(say);
  try {
    const network = await house.join();
    const wants = (/** @type {string} */ group) => only.includes(group);
    const settled = await Promise.allSettled([
      wants('kafka') ? kafka(house) : {},
      wants('redis') ? redis(house) : {},
      wants('consul') ? consul(house) : {},
      wants('mysql') || wants('proxy') ? databases(house, network, wants('proxy')) : {},
    ]);
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const found = settled.map((one) => (one.status === 'fulfilled' ? one.value : {}));
    return { settings: Object.assign(nowhere(), ...found), stop: () => house.stop() };
  } catch (error) {
    await house.stop();
    throw error;
  }
}

/** A process of Maru wants to know of all of them. @returns {Record<string, string>} */
function nowhere() {
  const names = ['KAFKA', 'REDIS', 'CONSUL', 'CORE_PRIMARY', 'CORE_REPLICAS', 'MESSAGE_PROXIES', 'MESSAGE_SHARDS'];
  const account = { MARU_DATABASE_USER: 'maru', MARU_DATABASE_PASSWORD: 'maru' };
  return { ...account, ...Object.fromEntries(names.map((name) => [`MARU_${name}`, `${host}:9`])) };
}

/** What was started, and has to be ended. */
class Containers {
  /** @type {Started[]} */
  running = [];
  /** @type {import('testcontainers').StartedNetwork | undefined} */
  network;
  service = composition(root);

  /** @param {(line: string) => void} say */
  constructor(say) {
    this.say = say;
  }

  async join() {
    this.network = await new Network().start();
    return this.network;
  }

  /**
   * As the composition has it, but for its volumes, since it may forget, and what is named here.
   * @param {string} name @param {Partial<import('./composition.mjs').Service>} [otherwise]
   */
  of(name, otherwise = {}) {
    const { image, command, entrypoint, environment, health, files } = { ...this.service(name), ...otherwise };
    const container = new GenericContainer(image)
      .withEnvironment(environment)
      .withBindMounts(files.map(({ source, target }) => ({ source, target, mode: 'ro' })))
      .withStartupTimeout(patience);
    if (command.length > 0) container.withCommand(command);
    if (entrypoint.length > 0) container.withEntrypoint(entrypoint);
    if (health.length === 0) return container.withWaitStrategy(Wait.forOneShotStartup());
    const [first = 'true', ...others] = health;
    const check = { interval: 1_000, timeout: 5_000, retries: 300 };
    return container.withHealthCheck({ test: ['CMD', first, ...others], ...check }).withWaitStrategy(Wait.forHealthCheck());
  }

  /** @param {string} name @param {GenericContainer} container */
  async start(name, container) {
    const began = Date.now();
    const started = await container.start();
    this.running.push(started);
    const kind = started.getLabels()['maru.stand-in'] === 'true' ? 'a stand-in' : this.service(name).image;
    this.say(`${name.padEnd(20)}ready in ${((Date.now() - began) / 1000).toFixed(1)} s`.padEnd(40) + `container (${kind})`);
    return started;
  }

  async stop() {
    // Who shares another's network goes first.
    for (const container of this.running.toReversed()) await container.stop({ timeout: 1_000 });
    await this.network?.stop();
  }
}

/** A broker tells its clients where it is, so its port is chosen before. @param {Containers} house */
async function kafka(house) {
  const [port = 0] = await freePorts(1);
  const environment = { ...house.service('kafka').environment, KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${host}:${port}` };
  const container = house.of('kafka', { environment }).withExposedPorts({ container: 9092, host: port });
  await house.start('kafka', container);
  return { MARU_KAFKA: `${host}:${port}` };
}

/**
 * Nodes tell clients and each other one address. So that it holds for both, all of them share one network, that of the first, and have the
 * same ports there as here.
 * @param {Containers} house
 */
async function redis(house) {
  const ports = await freePorts(redisNodes.length);
  const [first = 0] = ports;
  /** @type {Started | undefined} */
  let holder;
  for (const [index, name] of redisNodes.entries()) {
    const port = ports[index] ?? 0;
    const announced = ['--cluster-announce-ip', host, '--cluster-preferred-endpoint-type', 'ip', '--cluster-port', String(17_000 + index)];
    const command = ['redis-server', '/redis.conf', '--port', String(port), ...announced];
    const container = house.of(name, { command, health: ['redis-cli', '-p', String(port), 'ping'] });
    if (holder === undefined) container.withExposedPorts(...ports.map((each) => ({ container: each, host: each })));
    else container.withNetworkMode(`container:${holder.getId()}`);
    const started = await house.start(name, container);
    holder ??= started;
  }
  const addresses = ports.map((port) => `${host}:${port}`);
  await inside(holder, ['redis-cli', '--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes']);
  const whole = `for port in ${ports.join(' ')}; do
    until redis-cli -p $port cluster info | grep -q cluster_state:ok && ! redis-cli -p $port cluster nodes | grep -qE 'fail|handshake'; do sleep 0.2; done
    until redis-cli -p $port info replication | grep -qE 'role:master|master_link_status:up'; do sleep 0.2; done
  done; redis-cli -p ${first} cluster nodes`;
  await inside(holder, ['timeout', '120', 'bash', '-c', whole]);
  return { MARU_REDIS: addresses.join(',') };
}

/** @param {Containers} house */
async function consul(house) {
  const started = await house.start('consul', house.of('consul').withExposedPorts(8500));
  return { MARU_CONSUL: `${host}:${started.getMappedPort(8500)}` };
}

/** Each under the name that the others know it by. @param {Containers} house @param {import('testcontainers').StartedNetwork} network @param {boolean} withProxies */
async function databases(house, network, withProxies) {
  const { USER = '', PASSWORD = '' } = house.service('proxy-1').environment;
  /** @param {string} name @param {number} port */
  const named = async (name, port) => {
    const container = house.of(name).withNetwork(network).withNetworkAliases(name).withExposedPorts(port);
    const started = await house.start(name, container);
    return `${host}:${started.getMappedPort(port)}`;
  };
  const [core, coreReplica, shard0, , shard1] = await Promise.all(servers.map((name) => named(name, 3306)));
  await house.start('database-set-up', house.of('database-set-up').withNetwork(network));
  const heard = withProxies ? await Promise.all(proxies.map((name) => named(name, 3307))) : [];
  return {
    MARU_DATABASE_USER: USER,
    MARU_DATABASE_PASSWORD: PASSWORD,
    MARU_CORE_PRIMARY: core ?? '',
    MARU_CORE_REPLICAS: coreReplica ?? '',
    MARU_MESSAGE_SHARDS: `${shard0},${shard1}`,
    MARU_MESSAGE_PROXIES: heard.join(','),
  };
}

/** @param {Started | undefined} container @param {string[]} command */
async function inside(container, command) {
  const { exitCode, output } = (await container?.exec(command)) ?? { exitCode: 1, output: 'no container' };
  if (exitCode !== 0) throw new Error(`${command.slice(0, 3).join(' ')} ended with ${exitCode}:\n${output}`);
}

/** Asked for together, so that no two are the same. @param {number} count @returns {Promise<number[]>} */
async function freePorts(count) {
  const probes = Array.from({ length: count }, () => createServer());
  const ports = probes.map(
    (probe) =>
      new Promise((resolve, reject) => {
        probe.once('error', reject);
        probe.listen(0, host, () => {
          const address = probe.address();
          resolve(typeof address === 'object' && address !== null ? address.port : 0);
        });
      }),
  );
  const found = await Promise.all(ports);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return found;
}
