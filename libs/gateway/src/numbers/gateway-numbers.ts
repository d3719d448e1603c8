/** What a gateway counts. Whatever happens for each frame or delivery is found once, here, and then only added to. */
import { type Bucket, type CloseReason, closeCodes, type RequestType, requests } from '@maru/contracts';
import { type Counter, type Histogram, Metrics } from '@maru/ports';
import { Injectable } from '@nestjs/common';

const ANSWER_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const DELIVERY_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const TICK_SECONDS = [0, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25];
const BUCKETS: readonly Bucket[] = ['messages', 'signals', 'frames'];

@Injectable()
export class GatewayNumbers {
  /** From the last byte of a message's commit to the write of it to some of its channel's sockets: of the oldest in each write. */
  readonly deliverySeconds: Histogram;
  readonly tickSeconds: Histogram;
  /** What was not queued behind half a queue: typing, presence. */
  readonly shed: Counter;
  private readonly answerSeconds: ReadonlyMap<string, Histogram>;
  private readonly unknownSeconds: Histogram;
  private readonly closes: ReadonlyMap<string, Counter>;
  private readonly refusals: ReadonlyMap<Bucket, Counter>;

  constructor(metrics: Metrics) {
    const answered = 'From the arrival of a request to the write of its answer';
    const answers = metrics.histogram('maru_gateway_answer_seconds', answered, ANSWER_SECONDS, ['type']);
    const types = Object.keys(requests) as RequestType[];
    this.answerSeconds = new Map(types.map((type) => [type, answers.with({ type })]));
    this.unknownSeconds = answers.with({ type: 'UNKNOWN' });
    const delivered = 'From the commit of a message to the write of it to sockets of its channel: the oldest of each write';
    this.deliverySeconds = metrics.histogram('maru_gateway_delivery_seconds', delivered, DELIVERY_SECONDS).with({});
    const ticks = 'Width of the ticks in which channels are written to; 0 where nothing is gathered';
    this.tickSeconds = metrics.histogram('maru_gateway_tick_seconds', ticks, TICK_SECONDS).with({});
    this.shed = metrics.counter('maru_gateway_shed_total', 'Typing and presence that slow sockets were not told').with({});
    const closes = metrics.counter('maru_gateway_closes_total', 'Sockets that were closed by us', ['reason']);
    this.closes = new Map(Object.keys(closeCodes).map((reason) => [reason, closes.with({ reason })]));
    const refusals = metrics.counter('maru_rate_limit_refusals_total', 'Frames that were refused because there were too many', ['bucket']);
    this.refusals = new Map(BUCKETS.map((bucket) => [bucket, refusals.with({ bucket })]));
  }

  answered(type: string, seconds: number): void {
    (this.answerSeconds.get(type) ?? this.unknownSeconds).observe(Math.max(0, seconds));
  }

  closed(reason: CloseReason): void {
    this.closes.get(reason)?.add();
  }

  refused(bucket: Bucket): void {
    this.refusals.get(bucket)?.add();
  }
}
