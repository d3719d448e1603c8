import type { ServerResponse } from 'node:http';
import { SESSION_COOKIE } from '@maru/contracts';
import { isSecure } from '@maru/edge';
import { ENV } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { AuthEnv } from '../auth.env.js';

@Injectable()
export class SessionCookie {
  constructor(@Inject(ENV) private readonly env: AuthEnv) {}

  set(response: ServerResponse, secret: string): void {
    this.write(response, secret, []);
  }

  clear(response: ServerResponse): void {
    this.write(response, '', ['Max-Age=0']);
  }

  private write(response: ServerResponse, value: string, life: string[]): void {
    const secure = isSecure(response.req, this.env.MARU_TRUSTED_PROXIES) ? ['Secure'] : [];
    response.setHeader('Set-Cookie', [`${SESSION_COOKIE}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', ...secure, ...life].join('; '));
  }
}
