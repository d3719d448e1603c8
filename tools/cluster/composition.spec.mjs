import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from '../setup.mjs';
import { composition, fillIn } from './composition.mjs';

it.each([
  ['${A:-one}', {}, 'one'],
  ['${A:-one}', { A: 'two' }, 'two'],
  ['${A:-one}', { A: '' }, 'one'],
  ['${A:-${B:-${C}/b}/a}', { C: 'c' }, 'c/b/a'],
  ['$$A ${A}', { A: 'a' }, '$A a'],
])('fills in %s as Compose does', (text, env, filled) => {
  expect(fillIn(text, env)).toBe(filled);
});

it('knows how each component is started', () => {
  const service = composition(root, { HOME: '/somewhere' });
  const components = ['kafka', 'consul', 'redis-1', 'core-primary', 'shard1-replica', 'proxy-2'];
  for (const { image, health } of components.map(service)) {
    expect(image).toMatch(/^[\w/-]+:[\w.]+$/);
    expect(health.length).toBeGreaterThan(1);
  }
  expect(service('proxy-1').files).toContainEqual({
    source: '/somewhere/.cache/maru/ext-lib',
    target: '/opt/shardingsphere-proxy/ext-lib',
  });
  expect(service('proxy-1').environment['PRIMARY_0']).toBe('shard0-primary:3306');
  const files = service('core-replica').files.map(({ source }) => source);
  expect(files).toHaveLength(2);
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});
