import type { AnswerFrame, ChannelCommand } from '@maru/contracts';
import { answering } from '@maru/edge';
import { Delivery, type Unit, UnitOfWork } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { encode } from './channel.frames.js';
import { RequestLog } from './request-log.js';

export type CommandOf<T extends ChannelCommand['type']> = Extract<ChannelCommand, { type: T }>;

export interface Answered {
  readonly frame: AnswerFrame;
  /** The other's name, where the frame is of a direct channel. */
  readonly with?: string | undefined;
}

/** How a command is done: once, in one unit of work, whose last word is the answer; or it is refused and nothing has happened. */
@Injectable()
export class Commands {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly delivery: Delivery,
    private readonly requests: RequestLog,
  ) {}

  async answer(command: ChannelCommand, work: (unit: Unit) => Promise<Answered>): Promise<void> {
    await this.answerAfter(command, () => Promise.resolve(), work);
  }

  /** `prepare` asks other services, which must not be waited for while rows are held. Resolves to what it found, or to undefined after a refusal. */
  async answerAfter<P>(
    command: ChannelCommand,
    prepare: () => Promise<P>,
    work: (unit: Unit, prepared: P) => Promise<Answered>,
  ): Promise<P | undefined> {
    return answering(this.delivery, command.asker, async () => {
      const prepared = await prepare();
      await this.unitOfWork.run(async (unit) => {
        if (!(await this.requests.begin(unit.manager, command))) return;
        const answered = await work(unit, prepared);
        unit.deliver({ kind: 'answer', to: command.asker, frame: encode(answered.frame), with: answered.with });
      });
      return prepared;
    });
  }
}

/** The socket that asked: it hears the answer, and not what others are told of its doing. */
export function socketOf({ asker }: ChannelCommand): { gatewayId: string; socketId: number } {
  return { gatewayId: asker.gatewayId, socketId: asker.socketId };
}
