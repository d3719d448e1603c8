/** What all peers tell their sockets of a message: the fields that Maru tells, made once for all of them. */
let messageSequence = 0;

export function broadcastFrame(content: string): { readonly type: string; readonly messageSequence: number } & Record<string, unknown> {
  return {
    type: 'NOTIFY_MESSAGE',
    channelId: { id: 1 },
    messageSequence: ++messageSequence,
    username: 'bench1499',
    content,
    createdAt: Date.now(),
  };
}
