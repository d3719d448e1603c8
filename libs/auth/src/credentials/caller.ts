import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Session } from '../sessions/session.js';

/** `@Caller() session: Session`: whom the guard let in. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Session => {
  const { user } = context.switchToHttp().getRequest<IncomingMessage & { user?: Session }>();
  if (user === undefined) throw new Error('a call without a guard has no caller');
  return user;
});
