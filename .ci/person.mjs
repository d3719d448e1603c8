/**
 * Someone who speaks the protocol by hand, with nothing of Maru's own code: accounts by HTTP, frames over one socket.
 * @typedef {{
 *   type: string, requestId?: string, code?: string, username?: string, by?: string, status?: string,
 *   inviteCode?: string, userInviteCode?: string, participantUsername?: string, channelId?: object,
 *   content?: string, clientMessageId?: string, messageSequence?: number, startMessageSequence?: number, endMessageSequence?: number,
 *   unreadCount?: number, lastMessageSequence?: number, lastReadMessageSequence?: number,
 *   channels?: { unreadCount: number }[], messages?: { content: string }[],
 * }} Frame what of the frames this conversation is about
 */
const password = 'a hall without walls 1';

export class Person {
  /** @type {Frame[]} what was heard and not yet asked for */
  heard = [];
  /** @type {WebSocket | undefined} */
  socket;
  /** @type {(() => void)} */
  wake = () => undefined;
  requests = 0;

  /** @param {number} port @param {string} username */
  constructor(port, username) {
    this.address = `127.0.0.1:${port}`;
    this.username = username;
  }

  /**
   * @param {string} path
   * @param {object} body
   * @param {Record<string, string>} headers
   * @returns {Promise<{ username: string, accessToken: string, ticket: string }>} each of them where the call answers it
   */
  async post(path, body, headers = {}) {
    const answer = await fetch(`http://${this.address}/api/v1/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  async register() {
    return await this.post('register', { username: this.username, password });
  }

  /** Logs in, and opens a socket with a ticket. @returns {Promise<Frame>} the greeting */
  async connect() {
    const { accessToken } = await this.post('login', { username: this.username, password });
    const { ticket } = await this.post('ticket', {}, { authorization: `Bearer ${accessToken}` });
    const socket = new WebSocket(`ws://${this.address}/ws/v1/message?ticket=${ticket}`, 'maru.1');
    socket.addEventListener('message', ({ data }) => {
      this.heard.push(JSON.parse(String(data)));
      this.wake();
    });
    socket.addEventListener('error', () => this.wake());
    this.socket = socket;
    return await this.hears('HELLO');
  }

  /** @param {Frame} frame */
  says(frame) {
    this.socket?.send(JSON.stringify(frame));
  }

  /**
   * Says it, and waits for what answers it.
   * @param {Frame} frame
   * @param {string} answer its type
   */
  async asks(frame, answer) {
    const requestId = `${this.username}-${++this.requests}`;
    this.says({ ...frame, requestId });
    return await this.hears(answer, (heard) => heard.requestId === requestId);
  }

  /**
   * Waits until a frame of this type, and of this kind, was heard. Each frame is heard once.
   * @param {string} type
   * @param {(frame: Frame) => boolean} matches
   * @returns {Promise<Frame>}
   */
  async hears(type, matches = () => true) {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const index = this.heard.findIndex((frame) => frame.type === type && matches(frame));
      const [frame] = index < 0 ? [] : this.heard.splice(index, 1);
      if (frame !== undefined) return frame;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`${this.username} heard no ${type}, but: ${JSON.stringify(this.heard)}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve(undefined);
        };
      });
    }
  }
}
