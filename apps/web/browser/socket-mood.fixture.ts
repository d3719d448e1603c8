/** A page's sockets, as a bad network would have them. */
import type { BrowserContext, Page } from 'playwright-core';

/**
 * `mute`: no message leaves. `cut`: the next message leaves, and the socket dies before its ack. `astray`: messages go to a channel that
 * nobody has. `late`: what is asked for of a conversation's past is asked late. `dead`: no socket opens.
 */
export type Mood = 'well' | 'mute' | 'cut' | 'astray' | 'late' | 'dead';

declare global {
  var socketMood: Mood;
  var openSockets: Set<WebSocket>;
}

export async function moody(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    globalThis.socketMood = 'well';
    globalThis.openSockets = new Set();
    class MoodySocket extends WebSocket {
      constructor(url: string, protocols: string) {
        super(globalThis.socketMood === 'dead' ? url.replace(/\/ws\/.*/, '/ws/nowhere') : url, protocols);
        globalThis.openSockets.add(this);
        this.addEventListener('close', () => globalThis.openSockets.delete(this));
      }
      override send(data: string): void {
        const isMessage = data.includes('"WRITE_MESSAGE"');
        if (isMessage && globalThis.socketMood === 'mute') return;
        if (isMessage && globalThis.socketMood === 'astray') super.send(data.replace(/"channelId":\d+/, '"channelId":999999'));
        else if (data.includes('"FETCH_MESSAGES') && globalThis.socketMood === 'late') setTimeout(() => super.send(data), 700);
        else super.send(data);
        if (isMessage && globalThis.socketMood === 'cut') {
          globalThis.socketMood = 'well';
          this.addEventListener('message', (event) => event.stopImmediatePropagation(), true);
          this.close();
        }
      }
    }
    globalThis.WebSocket = MoodySocket as unknown as typeof WebSocket;
  });
}

export async function mood(page: Page, wanted: Mood): Promise<void> {
  await page.evaluate((to) => {
    globalThis.socketMood = to;
    if (to === 'dead') for (const socket of globalThis.openSockets) socket.close();
  }, wanted);
}
