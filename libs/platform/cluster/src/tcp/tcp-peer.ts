import { ClientTCP } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';

/** Another process, at its `TcpEnd`. It is connected when it is needed. */
export class TcpPeer {
  private readonly client: ClientTCP;

  constructor(host: string, port: number) {
    this.client = new ClientTCP({ host, port });
    // Without one, a lost connection would be an error of the whole process. Whoever asks hears of it.
    this.client.status.subscribe({ error: () => undefined });
  }

  ask(pattern: string, data: unknown): Promise<unknown> {
    return firstValueFrom(this.client.send<unknown>(pattern, data));
  }

  async tell(pattern: string, data: unknown): Promise<void> {
    await firstValueFrom(this.client.emit(pattern, data), { defaultValue: undefined });
  }

  close(): void {
    this.client.close();
  }
}
