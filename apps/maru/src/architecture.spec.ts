/** What holds for the whole house and no single room can see: portable tables, and a schema and an owner for every topic. */
import * as contracts from '@maru/contracts';
import { allTopics, deadTopicOf, type Topic } from '@maru/contracts';
import { getMetadataArgsStorage } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { services } from './services.js';

const storage = getMetadataArgsStorage();
const withTables = services.flatMap(({ name, tables }) => (tables === undefined ? [] : [{ name, tables }]));
const entities = withTables.flatMap(({ name, tables }) => tables.entities.map((entity) => ({ service: name, entity })));
const isOurs = ({ target }: { target: unknown }) => entities.some(({ entity }) => entity === target);

/** They mean the same on SQLite, MySQL and MariaDB, behind a proxy and without one. */
const PORTABLE = ['integer', 'bigint', 'varchar', 'text', 'boolean'];

describe('the tables', () => {
  it('are of every service that keeps core data', () => {
    expect(withTables.map(({ name }) => name)).toEqual(['auth', 'connection', 'channel', 'push']);
  });

  it('bear a name of their own, which no other service uses', () => {
    const names = storage.tables.filter(isOurs).map(({ name }) => name);
    expect(names).toHaveLength(entities.length);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(
    storage.columns.filter(isOurs).map((column) => [`${(column.target as { name: string }).name}.${column.propertyName}`, column.options]),
  )('%s is portable', (_, { type, default: start, name }) => {
    expect(PORTABLE).toContain(type);
    expect(start).toBeUndefined();
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  it('have a name for every index and unique key, and no key into another service', () => {
    const unnamed = [...storage.indices, ...storage.uniques].filter((one) => isOurs(one) && one.name === undefined);
    expect(unnamed).toEqual([]);
    for (const relation of storage.relations.filter(isOurs)) {
      const of = (target: unknown) => entities.find(({ entity }) => entity === target)?.service;
      const target = typeof relation.type === 'function' ? (relation.type as () => unknown)() : relation.type;
      expect(of(target)).toBe(of(relation.target));
    }
  });
});

describe('the topics', () => {
  const exported = Object.values(contracts).filter(
    (one): one is typeof one & Topic => typeof one === 'object' && 'partitions' in one && 'owner' in one,
  );

  it('are all in the list', () => {
    expect(exported.length).toBeGreaterThan(5);
    expect(new Set(allTopics)).toEqual(new Set(exported));
    const names = allTopics.flatMap(({ name }) => [name, deadTopicOf(name)]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(allTopics.map((topic) => [topic.name, topic] as const))(
    '%s has an owner that runs, a key and a schema with versions',
    (name, topic) => {
      expect(services.map((service) => service.name)).toContain(topic.owner);
      expect(name).toMatch(new RegExp(`\\.${topic.kind}$`));
      const refused = topic.schema.safeParse({ type: 'NothingOfTheKind', v: 1 });
      expect(refused.success).toBe(false);
    },
  );

  it.each(allTopics.map((topic) => [topic.name, topic] as const))('%s refuses a record without a version', (_, { schema }) => {
    const options = 'options' in schema ? (schema.options as { shape: Record<string, unknown> }[]) : [];
    expect(options.length).toBeGreaterThan(0);
    for (const { shape } of options) expect(Object.keys(shape)).toEqual(expect.arrayContaining(['type', 'v']));
  });
});
