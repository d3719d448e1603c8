import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { forShards } from './for-shards.mjs';

const template = readFileSync(new URL('../../../deploy/shardingsphere/config-sharding.yaml', import.meta.url), 'utf8');

it('leaves what is written for two shards as it is', () => {
  expect(forShards(template, 2)).toBe(template);
});

it('says of each further shard what it says of the second', () => {
  const text = forShards(template, 12);
  for (let shard = 0; shard < 12; shard++) {
    const parts = [`primary_${shard}: `, `jdbc:mysql://\${PRIMARY_${shard}}/`, `jdbc:mysql://\${REPLICA_${shard}},\${PRIMARY_${shard}}/`];
    for (const part of [...parts, `write-data-source-name: primary_${shard}, read-data-source-names: replica_${shard} `])
      expect(text.split(part)).toHaveLength(2);
  }
  expect(text).toContain("message: { actualDataNodes: 'shard_$->{0..11}.message' }");
  expect(text).toContain('longValue(), 12L)}');
  expect(text).not.toContain('0..1}');
});

it('may be of one shard', () => {
  expect(forShards(template, 1)).not.toMatch(/_1\b/);
  expect(forShards(template, 1)).toContain('longValue(), 1L)}');
});
