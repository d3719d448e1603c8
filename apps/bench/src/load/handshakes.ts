/** What a WebSocket client says first. */
export interface Handshake {
  readonly port: number;
  readonly path: string;
  readonly cookie?: string;
  readonly subprotocol?: string;
}

export function handshake({ port, path, cookie, subprotocol }: Handshake): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  if (cookie !== undefined) lines.push(`Cookie: ${cookie}`);
  if (subprotocol !== undefined) lines.push(`Sec-WebSocket-Protocol: ${subprotocol}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
