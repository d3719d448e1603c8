/** What a service is to the process that runs it. */
import type { Limits } from '@maru/contracts';
import type { z } from 'zod';
import type { Tables } from './unit-of-work.js';

export interface ServiceDefinition<E extends z.ZodObject = z.ZodObject> {
  readonly name: 'auth' | 'connection' | 'channel' | 'message' | 'push' | 'gateway';
  /** Its Nest module: a container of its own, in both shapes. The runtime adds a global module with every port, `ENV` and `LIMITS`. */
  readonly module: new (...dependencies: never[]) => object;
  /** Its settings, each with a description and a start value. Injected as `ENV`. */
  readonly env: E;
  /** Core data; its `UnitOfWork` is injected. */
  readonly tables?: Tables;
  /** Wants the message store. */
  readonly storesMessages?: boolean;
  /** Where its HTTP controllers are mounted. */
  readonly httpPath?: string;
}

export function defineService<E extends z.ZodObject>(service: ServiceDefinition<E>): ServiceDefinition<E> {
  return service;
}

/** Injection tokens for what is not a class: a service's settings, and the limits of the protocol. */
export const ENV = Symbol('ENV');
export const LIMITS = Symbol('LIMITS');
export type { Limits };
