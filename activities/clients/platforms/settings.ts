// What the settings say of one platform.
import { noSettings, type Config, type PlatformSettings } from '../../../foundation/config';
import { createAddressGuard } from '../../../foundation/public-addresses';
import type { UrlRules } from '../../../models/messaging/webhook-url';

/** The application at a platform; of one that no setting speaks of, nothing. */
export function settingsOf(config: Config, name: string): PlatformSettings {
  return config.platforms[name] ?? noSettings;
}

/** Where requests may go whose server a user named. */
export function outgoingRules({ outgoing }: Config): UrlRules {
  return { guard: createAddressGuard(outgoing.allowRanges), allowHttp: outgoing.allowHttp };
}
