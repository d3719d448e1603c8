/** The rules of a channel in their simplest form, one command after the other. For specs. */
import type { Person } from '@maru/contracts';

export type Step =
  | { readonly do: 'write'; readonly by: Person; readonly channelId: number; readonly id: string; readonly content: string }
  | { readonly do: 'read'; readonly by: Person; readonly channelId: number; readonly sequence: number }
  | { readonly do: 'admit' | 'dismiss' | 'quit'; readonly by: Person; readonly channelId: number }
  | { readonly do: 'bar'; readonly channelId: number; readonly barred: boolean; readonly version: number };

export interface ModelMessage {
  readonly senderId: number;
  readonly id: string;
  readonly content: string;
}

export class ModelChannel {
  readonly messages: ModelMessage[] = [];
  readonly readers = new Map<number, { lastRead: number; member: boolean }>();
  #barred = false;
  #barVersion = 0;

  /** What is answered: the sequence of the message, the code of the refusal, or nothing. */
  apply(step: Step): number | string | undefined {
    const reader = 'by' in step ? this.readers.get(step.by.userId) : undefined;
    switch (step.do) {
      case 'write':
        return this.#write(step.by.userId, step.id, step.content);
      case 'read':
        if (reader?.member !== true) return 'NOT_A_MEMBER';
        reader.lastRead = Math.max(reader.lastRead, Math.min(step.sequence, this.messages.length));
        return undefined;
      case 'admit':
        if (reader !== undefined) reader.member = true;
        else this.readers.set(step.by.userId, { lastRead: this.messages.length, member: true });
        return undefined;
      case 'dismiss':
        this.readers.delete(step.by.userId);
        return undefined;
      case 'quit':
        if (reader !== undefined) reader.member = false;
        return undefined;
      case 'bar':
        if (step.version >= this.#barVersion) [this.#barred, this.#barVersion] = [step.barred, step.version];
        return undefined;
    }
  }

  #write(senderId: number, id: string, content: string): number | string {
    const reader = this.readers.get(senderId);
    if (reader?.member !== true) return 'NOT_A_MEMBER';
    const known = this.messages.findIndex((message) => message.senderId === senderId && message.id === id);
    if (known >= 0) return this.messages[known]!.content === content ? known + 1 : 'IDEMPOTENCY_CONFLICT';
    if (this.#barred) return 'NOT_CONNECTED';
    reader.lastRead = this.messages.push({ senderId, id, content });
    return reader.lastRead;
  }
}
