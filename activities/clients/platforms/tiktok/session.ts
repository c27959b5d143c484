import type { PlatformHttp } from '../http';
import type { AccountSession } from '../platform';
import type { Addresses } from './addresses';

/** An account at the platform, as calls need it. */
export interface Creator {
  http: PlatformHttp;
  addresses: Addresses;
  session: AccountSession;
}
