import type { Platform } from '@maru/ports';
import type { z } from 'zod';

/** A shape of Maru: what can be set about its adapters, and how they are opened. */
export interface Shape<S extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly settings: S;
  open(settings: z.output<S>): Promise<Platform>;
  /** How many gateways it has in processes of their own; without it, none. */
  workers?(settings: z.output<S>): number;
}

export function defineShape<S extends z.ZodObject>(shape: Shape<S>): Shape<S> {
  return shape;
}
