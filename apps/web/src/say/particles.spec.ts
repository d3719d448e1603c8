import { expect, test } from 'vitest';
import { withParticles } from './particles.js';

test.each([
  ['민준', '민준이', '민준은', '민준을', '민준과'],
  ['지우', '지우가', '지우는', '지우를', '지우와'],
  ['하늘', '하늘이', '하늘은', '하늘을', '하늘과'],
  ['Jason', 'Jason이', 'Jason은', 'Jason을', 'Jason과'],
  ['Alice', 'Alice가', 'Alice는', 'Alice를', 'Alice와'],
  ['bob', 'bob이', 'bob은', 'bob을', 'bob과'],
  ['carol', 'carol이', 'carol은', 'carol을', 'carol과'],
  ['user7', 'user7이', 'user7은', 'user7을', 'user7과'],
  ['user2', 'user2가', 'user2는', 'user2를', 'user2와'],
])('%s', (name, iga, eunneun, eulreul, gwawa) => {
  expect(withParticles({ name })).toEqual({ name, name_iga: iga, name_eunneun: eunneun, name_eulreul: eulreul, name_gwawa: gwawa });
});
