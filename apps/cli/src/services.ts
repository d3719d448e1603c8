import { authService } from '@maru/auth';
import { channelService } from '@maru/channel';
import { connectionService } from '@maru/connection';
import { gatewayService } from '@maru/gateway';
import { messageService } from '@maru/message';
import { pushService } from '@maru/push';

/** All that runs in one process: their settings, and the data that they keep. */
export const services = [authService, connectionService, channelService, messageService, pushService, gatewayService];
