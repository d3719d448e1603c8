/** Who asks, and on which socket the answer is awaited. Every command carries it. */
import { z } from 'zod';
import { Id } from './values.js';

/** `reference` names the request among those of its socket: the gateway puts the answer where its turn is. */
export const Asker = z.object({
  userId: Id,
  username: z.string(),
  sessionId: z.string(),
  gatewayId: z.string(),
  socketId: Id,
  reference: Id,
});
export type Asker = z.infer<typeof Asker>;

/** A person as services know them: the id for machines, the name for people. Names never change. */
export const Person = z.object({ userId: Id, username: z.string() });
export type Person = z.infer<typeof Person>;
