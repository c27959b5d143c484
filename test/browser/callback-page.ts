// Connecting an account with a real browser, which a front end begins and a platform sends back: scripts/browser.mjs
// runs this.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakePlatform } from '../fakes/fake-platform';
import { newPerson, type Person } from '../api/classification/classification-api';
import { startTestApi, type TestApi } from '../support/api';
import { BrowserPage, type Reader } from '../support/browser-page';
import { Chromium } from '../support/chromium';

const app = 'http://app.relais.test';
const host = 'http://api.relais.test';

let api: TestApi;
let platformServer: Server;
let chromium: Chromium;
let amina: Person;
const fake = new FakePlatform();
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging|studio\/accounts|operations\/audit)/, {
    ...{ PUBLIC_URL: host, APP_URL: `${app}/`, CORS_ORIGINS: app },
  });
  api.services.platforms = new Map([['test', fake.platform]]);
  amina = await newPerson(api);
  platformServer = createServer(({ url = '', headers }, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (!url.startsWith('/authorize')) return void response.end('<title>A front end</title>');
    const yes = fake.allow(`http://${headers.host}${url}`);
    const no = new URL(yes);
    no.searchParams.delete('code');
    no.searchParams.set('error', 'access_denied');
    const page = `<link rel="icon" href="data:," /><a id="yes" href="${yes.href}">Yes</a>`;
    response.end(`${page} <a id="no" href="${no.href}">No</a>`);
  });
  await new Promise<void>((resolve) => platformServer.listen(0, '127.0.0.1', resolve));
  const elsewhere = `http://127.0.0.1:${(platformServer.address() as AddressInfo).port}`;
  chromium = await Chromium.start({
    ...{ 'api.relais.test': api.url, 'app.relais.test': elsewhere },
    'platform.example': elsewhere,
  });
});
afterAll(async () => {
  await chromium.close();
  platformServer.closeAllConnections();
  await new Promise((resolve) => platformServer.close(resolve));
  await api.close();
});

/** A person at the platform's page, who came there from the front end. */
async function atPlatform(reader?: Reader): Promise<BrowserPage> {
  const page = await BrowserPage.open(chromium, { ...reader, scripts: true });
  await page.goTo(`${app}/`);
  const url = await page.evaluate<string>(
    `fetch('${host}/api/scheduler/accounts/test/connect', {
      method: 'POST',
      credentials: 'include',
      headers: { authorization: 'Bearer ${amina.access}', 'content-type': 'application/json' },
      body: '{}',
    }).then((response) => response.json()).then(({ url }) => url)`,
  );
  await page.goTo(url.replace('https:', 'http:'));
  return page;
}

const textOf = (page: BrowserPage): Promise<string> => page.evaluate('document.body.innerText');
const titlesOf = async (page: BrowserPage): Promise<string[]> =>
  (await page.spoken('heading')).map(({ name }) => name);

describe('the page after connecting an account', () => {
  it('says that the account is connected, and leads back to the front end', async () => {
    const page = await atPlatform({ language: 'fr' });
    page.requests.length = 0;
    await page.leave(() => page.tap('#yes'));
    await page.screenshot('callback-connected');
    expect(page.status).toBe(200);
    expect(await titlesOf(page)).toEqual(['Compte connecté']);
    expect(await textOf(page)).toContain('Test @camille');
    expect(await page.scrollsSideways()).toBe(false);
    expect(page.violations).toEqual([]);
    expect(page.requests.map((asked) => new URL(asked).origin)).toEqual([host]);
    expect(await page.spoken('link')).toEqual([{ role: 'link', name: 'Retour à Relais' }]);
    await page.leave(() => page.tap('a'));
    expect(await page.evaluate('location.href + document.referrer')).toBe(`${app}/`);
  });

  it('says to who refused that nothing is connected', async () => {
    const page = await atPlatform({ screen: 'narrow' });
    await page.leave(() => page.tap('#no'));
    await page.screenshot('callback-denied');
    expect(await titlesOf(page)).toEqual(['Access denied']);
    expect(await page.scrollsSideways()).toBe(false);
  });

  it('connects nothing in another browser than that which began', async () => {
    const page = await atPlatform();
    const back = await page.evaluate<string>(`document.querySelector('#yes').href`);
    const other = await BrowserPage.open(chromium, { screen: 'desktop' });
    await other.goTo(back);
    await other.screenshot('callback-other');
    expect(other.status).toBe(410);
    expect(await titlesOf(other)).toEqual(['Another browser']);
    await page.leave(() => page.tap('#yes'));
    expect(await titlesOf(page)).toEqual(['Account connected']);
    await page.goTo(back);
    expect(await titlesOf(page)).toEqual(['Link expired']);
  });
});
