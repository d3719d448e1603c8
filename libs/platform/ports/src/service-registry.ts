export interface ServiceInstance {
  readonly service: string;
  readonly id: string;
  readonly host: string;
  readonly port: number;
}

/** Who is there to be asked. An instance is registered when it is ready, and gone before it stops. */
export abstract class ServiceRegistry {
  abstract register(instance: ServiceInstance): Promise<void>;
  abstract deregister(id: string): Promise<void>;
  abstract find(service: string): Promise<readonly ServiceInstance[]>;
  /** Calls at once with what is there, then on each change, until the returned function is called. */
  abstract watch(service: string, onChange: (instances: readonly ServiceInstance[]) => void): () => void;
}
