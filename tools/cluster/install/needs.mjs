/**
 * What a component needs on this machine.
 * @typedef {'debian' | 'maven' | 'go'} Registry
 * @typedef {object} Need
 * @property {string} name
 * @property {Registry} registry where it comes from
 * @property {string} what what is installed, for people
 * @property {string} takes how long, and how much room
 * @property {string} [program] Debian: that it brings
 * @property {string} [source] Maven, Go: the folder of the file that lists what is wanted
 * @property {string} [module] Go: whose program is built
 */

/** @param {string} name @param {string} program @returns {Need} */
const debian = (name, program) => ({ name, registry: 'debian', what: `the package ${name}`, takes: '10 s', program });

export const needs = {
  nginx: debian('nginx', 'nginx'),
  openssl: debian('openssl', 'openssl'),
  redis: debian('redis-server', 'redis-server'),
  mariadb: debian('mariadb-server', 'mariadbd'),
  java: debian('openjdk-17-jre-headless', 'java'),
  maven: debian('maven', 'mvn'),
  /** @type {Need} */
  kafka: { name: 'kafka', registry: 'maven', what: 'Kafka 4.3.1', takes: '10 s, 45 MiB', source: 'deploy/kafka' },
  /** @type {Need} */
  shardingsphere: {
    name: 'shardingsphere',
    registry: 'maven',
    what: 'ShardingSphere-Proxy 5.1.0',
    takes: '90 s, 70 MiB',
    source: 'deploy/shardingsphere',
  },
  /** @type {Need} */
  consulTemplate: {
    name: 'consul-template',
    registry: 'go',
    what: 'consul-template 0.41.1',
    takes: 'compiled in 2 min, 15 MiB',
    source: 'deploy/consul',
    module: 'github.com/hashicorp/consul-template',
  },
  /** @type {Need} */
  consul: {
    name: 'consul',
    registry: 'go',
    what: 'Consul 1.22.3',
    takes: 'compiled in 5 to 20 min, 130 MiB, and 5 GiB of Go caches that may be removed afterwards',
    source: 'deploy/consul',
    module: 'github.com/hashicorp/consul',
  },
};

/** Maven itself is needed only where something is to be fetched with it. @param {Need[]} wanted */
export function withTools(wanted) {
  return wanted.some(({ registry }) => registry === 'maven') ? [needs.java, needs.maven, ...wanted] : wanted;
}
