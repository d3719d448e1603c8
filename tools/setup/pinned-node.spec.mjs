import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findNode } from './pinned-node.mjs';

const old = { path: '/usr/bin/node', version: 'v20.20.0' };
const recent = { path: '/opt/node', version: 'v24.0.0' };

/** @param {string} script what the pinned Node is */
function workspaceWith(script) {
  const root = mkdtempSync(join(tmpdir(), 'maru-node-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const bin = join(root, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'node'), script, { mode: 0o755 });
  return { root, pinned: join(bin, 'node') };
}

it('takes the pinned Node, whatever the present one is', () => {
  const { root, pinned } = workspaceWith('#!/bin/sh\necho v24.21.0\n');
  expect(findNode(root, old)).toBe(pinned);
  expect(findNode(root, recent)).toBe(pinned);
});

it('takes the present one where the pinned one does not run', () => {
  const { root } = workspaceWith('#!/no/such/loader\n');
  expect(findNode(root, recent)).toBe('/opt/node');
});

it('says in one line what to do where neither will do', () => {
  const { root } = workspaceWith('#!/bin/sh\necho v20.0.0\n');
  expect(() => findNode(root, old)).toThrow(/^Maru needs Node 24[^\n]*Node v20\.20\.0: please install Node 24 and try again\.$/);
});
