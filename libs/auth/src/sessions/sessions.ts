/**
 * The sessions, in KeyValue under a life that activity extends: a record each, what its secret leads to, and for each user the ids of his.
 * The record is the truth. It is made once and then only changed where it is there, so that nothing brings an ended session back.
 */
import { cutCharacters } from '@maru/contracts';
import { Clock, ENV, Ids, KeyValue } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { AuthEnv } from '../auth.env.js';
import { digestOf } from '../digest.js';
import { Session, SessionRef } from './session.js';

const TOUCH_AT_MOST_MS = 60_000;
const USER_AGENT_CHARACTERS = 200;
/** Ids of sessions that died of age are forgotten at a listing, or when there are so many. */
const MANY_SESSIONS = 100;

const recordKey = (userId: number, sessionId: string) => `auth:{${userId}}:session:${sessionId}`;
const listKey = (userId: number) => `auth:{${userId}}:sessions`;
const secretKey = (secretHash: string) => `auth:secret:{${secretHash}}`;

@Injectable()
export class Sessions {
  private readonly lifeMs: number;

  constructor(
    private readonly keyValue: KeyValue,
    private readonly clock: Clock,
    private readonly ids: Ids,
    @Inject(ENV) env: AuthEnv,
  ) {
    this.lifeMs = env.MARU_SESSION_SECONDS * 1_000;
  }

  async open(user: { userId: number; username: string }, userAgent: string): Promise<{ session: Session; secret: string }> {
    const secret = this.ids.secret();
    const now = this.clock.now();
    const session: Session = {
      userId: user.userId,
      username: user.username,
      sessionId: this.ids.unique(),
      secretHash: digestOf(secret),
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + this.lifeMs,
      userAgent: cutCharacters(userAgent, USER_AGENT_CHARACTERS),
    };
    const { userId, sessionId } = session;
    // The record first: whoever lists takes an id without a record for a dead one.
    await this.keyValue.set(recordKey(userId, sessionId), JSON.stringify(session), this.life());
    await this.keyValue.hashSet(listKey(userId), sessionId, '', this.life());
    await this.keyValue.set(secretKey(session.secretHash), JSON.stringify({ userId, sessionId }), this.life());
    const ids = await this.keyValue.hashGetAll(listKey(userId));
    if (ids.size > MANY_SESSIONS) await this.list(userId);
    return { session, secret };
  }

  async find({ userId, sessionId }: SessionRef): Promise<Session | undefined> {
    return this.alive(await this.keyValue.get(recordKey(userId, sessionId)));
  }

  async findBySecret(secret: string): Promise<Session | undefined> {
    const found = await this.keyValue.get(secretKey(digestOf(secret)));
    if (found === undefined) return undefined;
    return this.find(SessionRef.parse(JSON.parse(found)));
  }

  /** Its life begins anew; written at most once a minute (oftener where a life is short). Undefined: it has ended meanwhile. */
  async touch(session: Session): Promise<Session | undefined> {
    const now = this.clock.now();
    if (now - session.lastSeenAt < Math.min(TOUCH_AT_MOST_MS, this.lifeMs / 10)) return session;
    const touched = { ...session, lastSeenAt: now, expiresAt: now + this.lifeMs };
    const { userId, sessionId, secretHash } = session;
    if (!(await this.keyValue.setIfPresent(recordKey(userId, sessionId), JSON.stringify(touched), this.life()))) return undefined;
    await this.keyValue.setIfPresent(secretKey(secretHash), JSON.stringify({ userId, sessionId }), this.life());
    await this.keyValue.hashSet(listKey(userId), sessionId, '', this.life());
    return touched;
  }

  /** The living ones of a user, the last seen first. */
  async list(userId: number): Promise<Session[]> {
    const ids = [...(await this.keyValue.hashGetAll(listKey(userId))).keys()];
    const records = await this.keyValue.getMany(ids.map((sessionId) => recordKey(userId, sessionId)));
    const sessions = records.map((record) => this.alive(record));
    const dead = ids.filter((_, index) => sessions[index] === undefined);
    if (dead.length > 0) await this.keyValue.hashDelete(listKey(userId), ...dead);
    return sessions.filter((session) => session !== undefined).toSorted((a, b) => b.lastSeenAt - a.lastSeenAt);
  }

  async remove({ userId, sessionId, secretHash }: Session): Promise<void> {
    await this.keyValue.delete(recordKey(userId, sessionId));
    await this.keyValue.delete(secretKey(secretHash));
    await this.keyValue.hashDelete(listKey(userId), sessionId);
  }

  private alive(record: string | undefined): Session | undefined {
    if (record === undefined) return undefined;
    const session = Session.parse(JSON.parse(record));
    return session.expiresAt > this.clock.now() ? session : undefined;
  }

  private life(): { ttlMs: number; keep: boolean } {
    return { ttlMs: this.lifeMs, keep: true };
  }
}
