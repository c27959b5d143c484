// The page behind a review link in a real browser, used by people without an account: scripts/browser.mjs runs this.
import {
  createReviewLink,
  getReview,
  listReviews,
  schedulePost,
  updateProfile,
} from '../../clients/typescript';
import { createAccount } from '../factories/social-account';
import { createStoredImage } from '../factories/studio-image';
import { newPerson, type Person } from '../api/classification/classification-api';
import { startStudioApi } from '../api/studio/studio-api';
import type { TestApi } from '../support/api';
import { BrowserPage, type Reader } from '../support/browser-page';
import { Chromium } from '../support/chromium';
import { until } from '../support/until';

const host = 'http://relais.test';
const nextYear = new Date().getFullYear() + 1;
const caption =
  'Premières prunes de l’année, cueillies ce matin à Bafoussam.\n\nVenez les goûter samedi au marché <central> & ailleurs !';

let api: TestApi;
let chromium: Chromium;
let amina: Person;
let accounts: { account_id: string }[];
let images: string[];
beforeAll(async () => {
  api = await startStudioApi({ PUBLIC_URL: host });
  chromium = await Chromium.start({ 'relais.test': api.url });
  amina = await newPerson(api);
  const { client } = amina;
  const body = { first_name: 'Amina', last_name: 'Ngo' };
  await updateProfile({ client, body, throwOnError: true });
  const connected = ['verger', 'marche'].map((username) =>
    createAccount(api.services.database, amina.id, { platform: 'dry-run', username }),
  );
  accounts = (await Promise.all(connected)).map(({ id }) => ({ account_id: id }));
  const { database, objectStore } = api.services;
  const stored = ['Un panier de prunes.', 'Le verger.'].map((alt_text) =>
    createStoredImage(database, objectStore, amina.id, { status: 'validated', alt_text }),
  );
  images = (await Promise.all(stored)).map(({ id }) => id);
});
afterAll(async () => {
  await chromium.close();
  await api.close();
});

/** A post that waits for an approval, and the link for who approves it. */
async function newLink(): Promise<{ id: string; url: string }> {
  const { client } = amina;
  const [first, second] = accounts;
  if (!first || !second) throw new Error('no account is connected');
  const body = {
    ...{ images, caption, hashtags: ['prunes', 'récolte'], approval: {} },
    accounts: [first, { ...second, caption: 'Des prunes, samedi, au marché.' }],
    link: 'https://verger.example.org/prunes?panier=grand&mois=juin&une-adresse=bien-plus-longue-que-l-ecran',
    ...{ scheduled_time: `${nextYear}-06-07T09:00`, timezone: 'Africa/Douala' },
  };
  const { data: post } = await schedulePost({ client, body, throwOnError: true });
  const query = { kind: 'post', state: 'open' } as const;
  const { data } = await listReviews({ client, query, throwOnError: true });
  const review = data.results.find(({ subject_id }) => subject_id === post.id);
  if (!review) throw new Error('nobody is asked');
  return { id: review.id, url: await linkOf(review.id) };
}

/** The link of an open review. */
async function linkOf(id: string): Promise<string> {
  const asked = { client: amina.client, path: { id }, body: {} };
  return (await createReviewLink({ ...asked, throwOnError: true })).data.url;
}

async function look(url: string, reader?: Reader): Promise<BrowserPage> {
  const page = await BrowserPage.open(chromium, reader);
  await page.goTo(url);
  return page;
}

const reviewNow = async (id: string) =>
  (await getReview({ client: amina.client, path: { id } })).data;

const textOf = (page: BrowserPage): Promise<string> => page.evaluate('document.body.innerText');

describe('the page of a review link', () => {
  it('shows all of a post on a phone, in the language and the zone of its people', async () => {
    const { url } = await newLink();
    const page = await look(url, { language: 'fr', scripts: true });
    await page.screenshot('review-phone-fr');
    expect(page.status).toBe(200);
    expect(await page.evaluate('document.documentElement.lang')).toBe('fr');
    const text = await textOf(page);
    for (const words of [
      ...['Demandé par Amina Ngo', `7 juin ${nextYear} à 09:00 (Africa/Douala)`, caption],
      ...['#prunes #récolte', '@verger', '@marche', 'Des prunes, samedi, au marché.'],
      ...['https://verger.example.org/prunes?panier=grand'],
    ]) {
      expect(text).toContain(words);
    }
    const shown = '[...document.images].map(({ naturalWidth, alt }) => [naturalWidth, alt])';
    expect(await page.evaluate(shown)).toEqual([
      ...[
        [320, 'Un panier de prunes.'],
        [320, 'Le verger.'],
      ],
    ]);
    expect(page.violations).toEqual([]);
    expect(page.requests.filter((asked) => !asked.startsWith(`${host}/`))).toEqual([]);
    await page.evaluate(`document.images[0].src = 'http://elsewhere.test/'`);
    await until(() => page.violations.length > 0);
  });

  it('is told to a screen reader with headings, pictures and controls that have names', async () => {
    const page = await look((await newLink()).url);
    const headings = await page.spoken('heading');
    expect(headings.map(({ level, name }) => [level, name])).toEqual([
      ...[
        [1, 'Post to be approved'],
        [2, 'Dry run @verger'],
        [2, 'Dry run @marche'],
      ],
    ]);
    expect((await page.spoken('image')).map(({ name }) => name)).toEqual([
      ...['Un panier de prunes.', 'Le verger.'],
    ]);
    expect((await page.spoken('button')).map(({ name }) => name)).toEqual(['Reject', 'Approve']);
    const [note] = await page.spoken('textbox');
    expect(note?.name).toContain('Note (optional)');
    expect(await page.spoken('main')).toHaveLength(1);
  });

  it.each(['phone', 'narrow', 'desktop'] as const)(
    'fits a screen: %s, with controls that a thumb hits',
    async (screen) => {
      const page = await look((await newLink()).url, { screen, language: 'fr' });
      await page.screenshot(`review-${screen}`);
      expect(await page.scrollsSideways()).toBe(false);
      const sizes = await page.evaluate<[number, number][]>(
        `[...document.querySelectorAll('button, textarea, header a')].map((one) => {
          const { width, height } = one.getBoundingClientRect();
          return [width, height];
        })`,
      );
      expect(sizes).toHaveLength(4);
      for (const size of sizes) expect(Math.min(...size)).toBeGreaterThanOrEqual(44);
    },
  );

  it('takes the approval of a thumb, with a note, without scripts; asked again it says so', async () => {
    const { id, url } = await newLink();
    const page = await look(url);
    await page.tap('textarea');
    await page.type('Très bien !');
    await page.leave(() => page.tap('button[value=approve]'));
    await page.screenshot('review-approved');
    expect(await textOf(page)).toContain('You approved.');
    expect(await reviewNow(id)).toMatchObject({
      ...{ state: 'approved', votes: [{ by_link: true, note: 'Très bien !' }] },
    });
    await page.goTo(url);
    await page.screenshot('review-used');
    expect(page.status).toBe(410);
    expect(await textOf(page)).toContain('This link has decided already.');
    expect(await page.spoken('button')).toEqual([]);
  });

  it('takes the rejection of a keyboard alone', async () => {
    const { id, url } = await newLink();
    const page = await look(url, { screen: 'desktop', language: 'fr' });
    const focused = () => page.evaluate<string>('document.activeElement.outerHTML');
    const stops: string[] = [];
    while (!stops.at(-1)?.includes('value="reject"')) {
      await page.press('Tab');
      stops.push(await focused());
      if (stops.at(-1)?.startsWith('<textarea')) await page.type('Pas cette photo.');
      expect(stops.length).toBeLessThan(10);
    }
    expect(stops.map((stop) => /^<(\w+)/.exec(stop)?.[1])).toEqual([
      ...['a', 'a', 'textarea', 'button'],
    ]);
    await page.leave(() => page.press('Enter'));
    expect(await textOf(page)).toContain('Vous avez refusé.');
    expect(await reviewNow(id)).toMatchObject({ state: 'rejected', note: 'Pas cette photo.' });
  });

  it('says what another person with a form of the same link did meanwhile', async () => {
    const { id, url } = await newLink();
    const [one, other] = [await look(url), await look(url, { language: 'fr' })];
    await one.leave(() => one.tap('button[value=reject]'));
    await other.leave(() => other.tap('button[value=approve]'));
    await other.screenshot('review-too-late');
    expect(other.status).toBe(410);
    expect(await textOf(other)).toContain('La décision est déjà prise');
    expect(await reviewNow(id)).toMatchObject({ state: 'rejected' });
  });

  it('shows a picture that was made from words', async () => {
    const { database, objectStore } = api.services;
    const asked = { prompt: 'a basket of plums in the rain', alt_text: 'Prunes sous la pluie.' };
    const { id } = await createStoredImage(database, objectStore, amina.id, asked);
    const review = await database('reviews').where({ subject_id: id }).first('id');
    const page = await look(await linkOf((review as { id: string }).id), { language: 'fr' });
    await page.screenshot('review-picture');
    expect(await textOf(page)).toContain(asked.prompt);
    expect((await page.spoken('image')).map(({ name }) => name)).toEqual([asked.alt_text]);
    expect((await page.spoken('heading')).map(({ level }) => level)).toEqual([1]);
    expect(await page.scrollsSideways()).toBe(false);
  });

  it('explains a link that is forged, and one that is too old', async () => {
    const { url } = await newLink();
    const forged = await look(`${url.slice(0, -4)}AAAA`, { language: 'fr-FR,fr;q=0.9' });
    await forged.screenshot('review-forged');
    expect(forged.status).toBe(404);
    expect(await textOf(forged)).toContain('Ouvrez-le tel qu’il vous a été envoyé.');
    api.clock.advance(8 * 86_400_000);
    const old = await look(url, { language: 'de, en;q=0.5' });
    expect(old.status).toBe(410);
    expect(await textOf(old)).toContain('Ask the person who sent it for another.');
    expect(await old.spoken('button')).toEqual([]);
  });
});
