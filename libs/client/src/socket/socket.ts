/** What the SDK needs of a WebSocket: injected, so that tests are its other end. */
export interface SocketListener {
  heard(text: string): void;
  /** Once, after which nothing more is heard. 1006 where it never opened or broke. */
  closed(code: number): void;
}

export interface Socket {
  send(text: string): void;
  close(): void;
}

export type OpenSocket = (url: string, subprotocol: string, listener: SocketListener) => Socket;

const BROKEN = 1006;

/** The WebSocket of browsers and of Node 22 and later. */
export const openWebSocket: OpenSocket = (url, subprotocol, listener) => {
  const socket = new WebSocket(url, subprotocol);
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') listener.heard(data);
  });
  let open = true;
  const closed = (code: number) => {
    if (open) listener.closed(code);
    open = false;
  };
  socket.addEventListener('close', ({ code }) => closed(code));
  socket.addEventListener('error', () => closed(BROKEN));
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => {
      socket.close();
      closed(BROKEN);
    },
  };
};
