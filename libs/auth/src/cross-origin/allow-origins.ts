/** CORS: pages of the origins on the list may call us and read the answers. To all others nothing is said, and their browsers refuse. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ENV } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { AuthEnv } from '../auth.env.js';

@Injectable()
export class AllowOrigins {
  /** Taken up here, it comes before the body is read: a page may read why its body was refused, too. */
  constructor(
    { httpAdapter }: HttpAdapterHost,
    @Inject(ENV) private readonly env: AuthEnv,
  ) {
    httpAdapter.use((request: IncomingMessage, response: ServerResponse, next: () => void) => this.handle(request, response, next));
  }

  private handle(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    // Answers hold secrets, and differ by who asks.
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !this.env.MARU_ALLOWED_ORIGINS.includes(origin)) return next();
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id');
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return next();
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type, X-Request-Id');
    response.setHeader('Access-Control-Max-Age', '600');
    response.writeHead(204).end();
  }
}
