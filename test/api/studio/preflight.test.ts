import { preflightPost, schedulePost } from '../../../clients/typescript';
import type { PostPreflight, PostTargetPreflight } from '../../../clients/typescript';
import { SocialAccount } from '../../../models/studio/social-account';
import { createLiveTarget } from '../../factories/live-target';
import { createAccount } from '../../factories/social-account';
import { createStudioImage } from '../../factories/studio-image';
import type { TestApi } from '../../support/api';
import { newPublisher, type Publisher, startStudioApi } from './studio-api';

let api: TestApi;
let person: Publisher;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(() => api.close());
beforeEach(async () => void (person = await newPublisher(api)));

async function look(body: PostPreflight) {
  const { data } = await preflightPost({ client: person.client, body, throwOnError: true });
  return data;
}

const codes = ({ findings }: Pick<PostTargetPreflight, 'findings'>): string[] =>
  findings.map(({ code, severity }) => `${code} ${severity}`);

describe('looking at a post before it is scheduled', () => {
  it('finds nothing where nothing is wrong, and stores nothing', async () => {
    const { account_id, image_id } = person;
    const report = await look({
      image: image_id,
      platform: 'dry-run',
      caption: 'Ripe.',
      hashtags: ['#plum', 'Plum'],
    });
    expect(report).toMatchObject({ is_publishable: true, findings: [] });
    expect(report.targets).toMatchObject([
      {
        ...{ pointer: '/platform', account_id, text: 'Ripe.\n\n#plum', text_length: 12 },
        media: [{ image_id, width: 1080, height: 1080, changes: [] }],
        findings: [],
      },
    ]);
    expect(await api.services.database('posts').where({ owner_id: person.id })).toEqual([]);
  });

  it('says of each platform apart what it would refuse, and offers a shorter caption', async () => {
    const caption = 'Plums and more plums. '.repeat(30);
    const { is_publishable, targets } = await look({
      caption,
      platforms: ['dry-run', 'bluesky'],
      hashtags: ['ripe'],
    });
    expect(is_publishable).toBe(false);
    const [dry, bluesky] = targets;
    expect(dry && codes(dry)).toEqual([]);
    expect(bluesky && codes(bluesky)).toEqual(['unknown_account error', 'caption_too_long error']);
    expect(bluesky?.findings[1]).toMatchObject({
      pointer: '/platforms/1',
      max: 300,
      fix: 'shorten',
    });
    const shorter = bluesky?.suggested_caption ?? '';
    expect(shorter.endsWith('…')).toBe(true);
    const again = await look({ caption: shorter, platforms: ['bluesky'], hashtags: ['ripe'] });
    expect(again.targets.map(codes)).toEqual([['unknown_account error']]);
  });

  it('goes by what the account’s own server takes, as scheduling does', async () => {
    const { database } = api.services;
    const withLimit = async (max_characters: number) => {
      const server_limits = { statuses: { max_characters }, media_attachments: {} };
      const wish = { platform: 'mastodon', server_url: 'https://example.social', server_limits };
      return { account_id: (await createAccount(database, person.id, wish)).id };
    };
    const accounts = [await withLimit(5_000), await withLimit(20)];
    const caption = 'Plums and more plums. '.repeat(30);
    const { targets } = await look({ caption, accounts });
    expect(targets.map(codes)).toEqual([[], ['caption_too_long error']]);
    expect(targets.map(({ text_max }) => text_max)).toEqual([5_000, 20]);
    expect(targets[1]?.suggested_caption).toBe('Plums and more…');
    const scheduled_time = new Date(api.clock.now().getTime() + 3_600_000).toISOString();
    const schedule = async (account: object) => {
      const body = { caption, accounts: [account as { account_id: string }], scheduled_time };
      return (await schedulePost({ client: person.client, body })).response?.status;
    };
    expect(await Promise.all(accounts.map(schedule))).toEqual([201, 422]);
  });

  it('counts a link as text where it has no room of its own', async () => {
    const caption = 'p'.repeat(2_990);
    const post = { caption, link: 'https://cider.example.org/', platform: 'linkedin' };
    const { targets } = await look({ ...post, image: person.image_id });
    expect(targets[0]?.findings.at(-1)).toMatchObject({ code: 'caption_too_long', count: 3_018 });
    expect(targets[0]).toMatchObject({ text_length: 3_018, text_max: 3_000 });
    expect(targets[0]?.suggested_caption).toHaveLength(2_972);
    expect((await look(post)).targets.map(codes)).toEqual([['unknown_account error']]);
  });

  it('names what is about the post as a whole apart from what is about an account', async () => {
    const rejected = await createStudioImage(api.services.database, person.id);
    const report = await look({
      ...{ images: [rejected.id], caption: 'Ripe.', scheduled_time: '2020-01-01T09:00' },
      ...{ platforms: ['nowhere', 'dry-run'] },
    });
    expect(codes(report)).toEqual(['time_in_past error', 'image_not_validated error']);
    expect(report.targets.map(codes)).toEqual([
      ['unknown_platform error'],
      ['alt_text_missing warning'],
    ]);
  });

  it('tells of pictures that the platform cannot fetch, and of what becomes of the others', async () => {
    const wide = await createStudioImage(api.services.database, person.id, {
      ...{ status: 'validated', width: 3000, height: 1000, alt_text: 'A row of plums.' },
    });
    const { targets } = await look({ image: wide.id, platform: 'instagram', caption: 'Ripe.' });
    expect(targets.map(codes)).toEqual([
      [
        ...['unknown_account error', 'media_ratio warning', 'media_size warning'],
        ...['media_type warning', 'media_not_public error'],
      ],
    ]);
    const [plan] = targets[0]?.media ?? [];
    expect(plan).toMatchObject({
      media_type: 'image/jpeg',
      changes: ['crop', 'resize', 'convert'],
    });
  });

  it('warns of a token that ends before, of a limit that holds on, and of the same text twice', async () => {
    const { database } = api.services;
    const now = api.clock.now().getTime();
    const account = await createAccount(database, person.id, {
      platform: 'dry-run',
      renewable: false,
    });
    await SocialAccount.query(database)
      .findById(account.id)
      .patch({ limited_until: new Date(now + 86_400_000), limit_reason: 'rate_limited' });
    const live = await createLiveTarget(database, {
      owner_id: person.id,
      posted_at: new Date(now),
    });
    const wishes = [{ account_id: account.id }, { account_id: live.account_id ?? '' }];
    const soon = new Date(now + 5 * 3_600_000).toISOString();
    const { targets, is_publishable } = await look({
      caption: 'Ripe.',
      accounts: wishes,
      scheduled_time: soon,
    });
    expect(targets.map(codes)).toEqual([
      ['token_ends warning', 'publishing_limited warning'],
      ['duplicate_post warning'],
    ]);
    expect(is_publishable).toBe(true);
    expect(targets[1]?.findings[0]?.detail).toContain(live.post_id);
  });

  it('shows nothing of what is somebody else’s', async () => {
    const other = await newPublisher(api);
    const report = await look({
      image: other.image_id,
      caption: 'x',
      accounts: [{ account_id: other.account_id }],
    });
    expect(codes(report)).toEqual(['unknown_image error']);
    expect(report.targets).toMatchObject([
      { account_id: null, username: null, platform: null, media: [] },
    ]);
  });
});
