import type { Channel } from '@maru/client';
import type { News } from './news/news.js';

/** Where chat shows itself: a terminal, or a pipe. */
export interface ChatView {
  tell(news: News): void;
  /** What stands at the place where one types. */
  show(standing: Standing): void;
}

export interface Standing {
  readonly channel: Channel | undefined;
  readonly typists: readonly string[];
  readonly isLive: boolean;
}
