import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';
import { problemOf } from './problem.js';
import { sendProblem } from './send-problem.js';

/** The one filter of each service. An HTTP call gets problem details; a record's or a query's failure goes to whoever waits for it, as it is. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() !== 'http') return throwError(() => error);
    const http = host.switchToHttp();
    const request = http.getRequest<IncomingMessage>();
    const response = http.getResponse<ServerResponse>();
    if (problemOf(error).code === 'INTERNAL') this.logger.error(error);
    if (response.headersSent) response.destroy();
    else sendProblem(request, response, error);
  }
}
