import { HttpError } from '@maru/contracts';
import { type Counter, Metrics } from '@maru/ports';
import { Injectable } from '@nestjs/common';

@Injectable()
export class LoginOutcomes {
  private readonly logins: Counter;

  constructor(metrics: Metrics) {
    this.logins = metrics.counter('maru_logins_total', 'passwords tried to log in, by what came of it', ['outcome']);
  }

  async count<T>(login: () => Promise<T>): Promise<T> {
    try {
      const result = await login();
      this.logins.add(1, { outcome: 'let_in' });
      return result;
    } catch (error) {
      this.logins.add(1, { outcome: error instanceof HttpError ? error.code.toLowerCase() : 'failed' });
      throw error;
    }
  }
}
