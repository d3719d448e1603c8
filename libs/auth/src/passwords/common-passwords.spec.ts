import { describe, expect, it } from 'vitest';
import { isCommonPassword, refuseBadPassword } from './common-passwords.js';

describe('common passwords', () => {
  it.each(['password', '12345678', 'qwertyuiop', 'iloveyou', 'trustno1', 'Password1', 'PASSWORD', 'qwer1234', 'p@ssw0rd'])(
    '%s is one',
    (password) => {
      expect(isCommonPassword(password)).toBe(true);
      expect(() => refuseBadPassword('newPassword', password)).toThrow('newPassword: is one of the commonest passwords');
    },
  );

  it.each(['correct horse battery staple', 'passwort-von-ada', ' password', '비밀번호비밀번호'])('%s is none', (password) => {
    expect(isCommonPassword(password)).toBe(false);
    expect(() => refuseBadPassword('password', password)).not.toThrow();
  });

  it('must be text that can be typed again', () => {
    expect(() => refuseBadPassword('password', 'half a pair \ud83d')).toThrow('password: must be well-formed Unicode');
  });
});
