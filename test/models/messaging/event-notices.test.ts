import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { eventNotices } from '../../../models/messaging/event-notices';
import { usualChannels } from '../../../models/messaging/notice-channels';

const openapi = join(__dirname, '../../../openapi');
const read = (file: string): string => readFileSync(join(openapi, file), 'utf8');
interface Schemas {
  [name: string]: { enum: string[] };
}
const enumOf = (file: string, name: string): string[] =>
  (parse(read(file)) as Schemas)[name]?.enum ?? [];

const catalogue = [...read('asyncapi.yaml').matchAll(/^ {6}\| `([a-z_]+\.[a-z_]+)` \|/gm)].map(
  (match) => match[1] ?? '',
);
const rules = Object.entries(eventNotices).flatMap(([type, rule]) =>
  rule ? [{ type, ...rule }] : [],
);

describe('the table of events and notices', () => {
  it('has a line for every event that the socket announces', () => {
    expect(catalogue.length).toBeGreaterThan(20);
    expect(Object.keys(eventNotices).sort()).toEqual([...catalogue].sort());
    expect(enumOf('messaging/schemas.yaml', 'EventType').sort()).toEqual([...catalogue].sort());
  });

  it('uses the kinds of the contract, all but those that persons send', () => {
    const kinds = enumOf('messaging/notification-schemas.yaml', 'NotificationType');
    const sent = enumOf('messaging/notification-schemas.yaml', 'SentNotificationType');
    expect(Object.keys(usualChannels).sort()).toEqual([...kinds].sort());
    const told = rules.map(({ notification_type }) => notification_type as string);
    expect([...told, ...sent].sort()).toEqual([...kinds].sort());
  });

  it('tells nothing of what comes once per picture, or of notices themselves', () => {
    const silent = ['image.classified', 'image.reviewed', 'batch.running', 'notification.created'];
    expect(rules.map(({ type }) => type).filter((type) => silent.includes(type))).toEqual([]);
  });

  it.each(rules)('says $type in both languages with the same facts', ({ fr, en }) => {
    const facts = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    expect(facts(fr.message)).toEqual(facts(en.message));
    expect([fr.title, en.title].some((title) => /[{}]/.test(title))).toBe(false);
    expect(fr.message).not.toBe(en.message);
  });
});
