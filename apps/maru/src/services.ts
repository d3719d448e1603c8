import { authService } from '@maru/auth';
import { channelService } from '@maru/channel';
import { connectionService } from '@maru/connection';
import { gatewayService } from '@maru/gateway';
import { messageService } from '@maru/message';
import { pushService } from '@maru/push';

/** All of Maru, in the order of opening. The gateway is the last, so that it is the first to go. */
export const services = [authService, connectionService, channelService, messageService, pushService, gatewayService];
