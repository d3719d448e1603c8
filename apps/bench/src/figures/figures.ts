import type { Figure } from './figure.js';
import { wholePath } from './p1-whole-path.js';
import { startUp } from './p10-start.js';
import { deliveriesPerCpu } from './p2-deliveries-per-cpu.js';
import { sendToAck } from './p3-send-to-ack.js';
import { stored } from './p4-stored.js';
import { latency } from './p5-latency.js';
import { idleMemory } from './p6-idle-memory.js';
import { comingBack } from './p7-coming-back.js';
import { recentMessages } from './p8-recent-messages.js';
import { stalledReaders } from './p9-stalled-readers.js';

export const figures: readonly Figure[] = [
  wholePath,
  deliveriesPerCpu,
  sendToAck,
  stored,
  latency,
  idleMemory,
  comingBack,
  recentMessages,
  stalledReaders,
  startUp,
];
