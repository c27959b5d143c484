// A page in a browser, as a person with a phone, or with a keyboard alone, uses it.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Chromium } from './chromium';

/** Sizes of screens, in CSS pixels. */
export const screens = {
  phone: { width: 390, height: 844, mobile: true },
  narrow: { width: 320, height: 640, mobile: true },
  desktop: { width: 1280, height: 800, mobile: false },
};

export interface Reader {
  screen?: keyof typeof screens;
  language?: string;
  /** Without them a page has to work, too. */
  scripts?: boolean;
}

/** What a screen reader is told of one thing. */
export interface Spoken {
  role: string;
  name: string;
  level?: number;
}

interface Node {
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  properties?: { name: string; value: { value: unknown } }[];
}

type Box = Record<'x' | 'y' | 'width' | 'height', number>;

const keys = {
  Tab: { code: 'Tab', windowsVirtualKeyCode: 9 },
  Enter: { code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' },
};

export class BrowserPage {
  /** Everything that it asked for, whether it came or not. */
  readonly requests: string[] = [];
  /** What the browser did not load or do, because the page's policy forbids it. */
  readonly violations: string[] = [];
  /** Of the last page. */
  status = 0;

  private constructor(
    private readonly chromium: Chromium,
    private readonly session: string,
  ) {}

  /** A page with no cookies, in a window of its own. */
  static async open(chromium: Chromium, reader: Reader = {}): Promise<BrowserPage> {
    const { screen = 'phone', language = 'en', scripts = false } = reader;
    const context = await chromium.send<{ browserContextId: string }>(
      'Target.createBrowserContext',
    );
    const wish = { url: 'about:blank', ...context };
    const target = await chromium.send<{ targetId: string }>('Target.createTarget', wish);
    const attached = await chromium.send<{ sessionId: string }>('Target.attachToTarget', {
      ...{ ...target, flatten: true },
    });
    const page = new BrowserPage(chromium, attached.sessionId);
    page.listen();
    for (const domain of ['Page', 'Network', 'Audits']) {
      await page.send(`${domain}.enable`);
    }
    await page.send('Network.setExtraHTTPHeaders', { headers: { 'accept-language': language } });
    await page.send('Emulation.setScriptExecutionDisabled', { value: !scripts });
    const size = { ...screens[screen], deviceScaleFactor: 2 };
    await page.send('Emulation.setDeviceMetricsOverride', size);
    await page.send('Emulation.setTouchEmulationEnabled', { enabled: size.mobile });
    const light = { name: 'prefers-color-scheme', value: 'light' };
    await page.send('Emulation.setEmulatedMedia', { features: [light] });
    return page;
  }

  /** Goes to an address. */
  async goTo(url: string): Promise<void> {
    await this.leave(() => this.send('Page.navigate', { url }));
  }

  /** Does what leads to another page, and waits until that is there. */
  async leave(action: () => Promise<unknown>): Promise<void> {
    const loaded = new Promise((resolve) =>
      this.chromium.events.once(`${this.session} Page.loadEventFired`, resolve),
    );
    await action();
    await loaded;
  }

  async evaluate<T>(expression: string): Promise<T> {
    const asked = { expression, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await this.send<{
      result: { value: T };
      exceptionDetails?: { exception?: { description?: string } };
    }>('Runtime.evaluate', asked);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
    return result.value;
  }

  /** Touches the middle of what a selector finds. */
  async tap(selector: string): Promise<void> {
    const found = `document.querySelector(${JSON.stringify(selector)})`;
    const { x, y, width, height } = await this.evaluate<Box>(
      `(${found}.scrollIntoView({ block: 'center' }), ${found}.getBoundingClientRect().toJSON())`,
    );
    const middle = { x: x + width / 2, y: y + height / 2 };
    await this.send('Page.bringToFront');
    await this.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [middle] });
    await this.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  async press(key: keyof typeof keys): Promise<void> {
    for (const type of ['keyDown', 'keyUp']) {
      await this.send('Input.dispatchKeyEvent', { type, key, ...keys[key] });
    }
  }

  async type(text: string): Promise<void> {
    await this.send('Input.insertText', { text });
  }

  /** Whether the page is wider than the screen. */
  async scrollsSideways(): Promise<boolean> {
    const root = 'document.documentElement';
    return await this.evaluate(`${root}.scrollWidth > ${root}.clientWidth`);
  }

  /** What a screen reader is told of the things of a role, from top to bottom. */
  async spoken(role: string): Promise<Spoken[]> {
    const { nodes } = await this.send<{ nodes: Node[] }>('Accessibility.getFullAXTree');
    return nodes
      .filter((node) => !node.ignored && node.role?.value === role)
      .map(({ name, properties = [] }) => {
        const level = properties.find((property) => property.name === 'level')?.value.value;
        return { role, name: name?.value ?? '', ...(typeof level === 'number' && { level }) };
      });
  }

  /** Keeps a picture of the whole page in the folder that TEST_SCREENSHOTS names, where it names one. */
  async screenshot(name: string): Promise<void> {
    const folder = process.env['TEST_SCREENSHOTS'];
    if (folder === undefined) return;
    const wish = { captureBeyondViewport: true };
    const { data } = await this.send<{ data: string }>('Page.captureScreenshot', wish);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.png`), Buffer.from(data, 'base64'));
  }

  private send<T>(method: string, params?: object): Promise<T> {
    return this.chromium.send<T>(method, params, this.session);
  }

  private listen(): void {
    const on = <T>(event: string, listener: (told: T) => void): void =>
      void this.chromium.events.on(`${this.session} ${event}`, listener);
    on<{ request: { url: string } }>('Network.requestWillBeSent', ({ request }) =>
      this.requests.push(request.url),
    );
    on<{ type: string; response: { status: number } }>('Network.responseReceived', (told) => {
      if (told.type === 'Document') this.status = told.response.status;
    });
    on<{ issue: { code: string } }>('Audits.issueAdded', ({ issue }) => {
      if (issue.code === 'ContentSecurityPolicyIssue') this.violations.push(JSON.stringify(issue));
    });
  }
}
