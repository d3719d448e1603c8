import { Logger } from '@nestjs/common';
import { ServerTCP } from '@nestjs/microservices';
import { of } from 'rxjs';

/** Where other processes reach this one, over Nest's TCP transport. */
export class TcpEnd {
  private readonly logger = new Logger(TcpEnd.name);

  private constructor(
    private readonly server: ServerTCP,
    readonly host: string,
    readonly port: number,
  ) {}

  /** Port 0 takes a free one. */
  static async open(host: string, port: number): Promise<TcpEnd> {
    const server = new ServerTCP({ host, port });
    await new Promise<void>((resolve, reject) => {
      server.listen((error?: unknown) => (error instanceof Error ? reject(error) : resolve()));
    });
    const address: unknown = server.unwrap<{ address(): unknown }>().address();
    const taken = typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : port;
    return new TcpEnd(server, host, taken);
  }

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  /** What `handle` throws is a defect of ours: whoever asks hears `{ failed: true }` and no more of it. */
  answer(pattern: string, handle: (data: unknown) => Promise<object>): void {
    const logged = async (data: unknown) => {
      try {
        return of(await handle(data));
      } catch (error) {
        this.logger.error(`${pattern} failed`, error instanceof Error ? error.stack : String(error));
        return of({ failed: true });
      }
    };
    this.server.addHandler(pattern, logged, false);
  }

  hear(pattern: string, handle: (data: unknown) => void): void {
    const heard = async (data: unknown) => {
      handle(data);
      return of(undefined);
    };
    this.server.addHandler(pattern, heard, true);
  }

  close(): void {
    this.server.close();
  }
}
