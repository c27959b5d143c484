import { allChannels } from '../../models/messaging/notice-channels';
import type { Settings as SettingsRow } from '../../models/messaging/settings';
import type { Settings } from '../../openapi/generated/types';
import { etag } from '../etag';
import { reply, type Reply } from '../operation';

/** The answer that shows somebody's settings, the ways of every kind of notice among them. */
export function settingsReply({ version, ...settings }: SettingsRow): Reply<200, Settings> {
  const view = {
    ...settings,
    channels: allChannels(settings.channels),
    updated_at: settings.updated_at && settings.updated_at.toISOString(),
  };
  return reply(200, view, { etag: etag(version) });
}
