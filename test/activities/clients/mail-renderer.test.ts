import { renderMail } from '../../../activities/clients/mail-renderer';
import type { MailData } from '../../../models/messaging/mail-data';
import { type MailKind, mailKinds, type MailLanguage } from '../../../models/messaging/mail-kind';
import { mailSamples } from '../../../models/messaging/mail-samples';

const languages: MailLanguage[] = ['fr', 'en'];
const each = mailKinds.flatMap((kind) => languages.map((language) => [kind, language] as const));

function render<Kind extends MailKind>(
  kind: Kind,
  language: MailLanguage,
  data: MailData[Kind] = mailSamples[kind],
) {
  return renderMail({ kind, language, data, home: 'https://relais.example' });
}

/** The data with every text of it, however deep, put through `change`. */
function changed<T>(value: T, change: (text: string) => string): T;
function changed(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return /^https?:/.test(value) ? value : change(value);
  if (Array.isArray(value)) return value.map((entry: unknown) => changed(entry, change));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  // These are words of ours, which the template or the platform has to know.
  const kept = ['currency', 'timezone', 'event', 'outcome'];
  const entries = Object.entries(value).map(([name, inner]: [string, unknown]) => [
    name,
    kept.includes(name) ? inner : changed(inner, change),
  ]);
  return Object.fromEntries(entries) as unknown;
}

describe('the mail', () => {
  it.each(each)('%s in %s is whole in both parts', (kind, language) => {
    const { subject, html, text } = render(kind, language);
    expect(subject.length).toBeGreaterThan(5);
    expect(html).toContain(`<html lang="${language}"`);
    for (const part of [subject, html, text]) {
      expect(part).not.toMatch(/undefined|NaN|\[object|Invalid Date|<%|%>|\bnull\b|\$\{/);
    }
    expect(text).not.toMatch(/<[a-z/]|&[a-z#0-9]+;/);
    expect(text).toContain(mailSamples[kind].name);
    expect(html).toContain(mailSamples[kind].name);
  });

  it.each(each)('%s in %s says the same in both parts', (kind, language) => {
    const { html, text } = render(kind, language);
    const words = (part: string) => new Set(part.match(/[\p{L}\p{N}]+/gu) ?? []);
    const body = html.slice(html.indexOf('</h1>')).replaceAll(/<[^>]*>/g, ' ');
    const shown = words(body.replaceAll('&#39;', '’'));
    expect([...words(text)].filter((word) => !shown.has(word))).toEqual([]);
  });

  it.each(each)('%s in %s escapes what people wrote', (kind, language) => {
    const hostile = (text: string) => `${text}<img src=x onerror=alert(1)>"'&`;
    const { html } = render(kind, language, changed(mailSamples[kind], hostile));
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x');
  });

  it.each(each)('%s in %s fetches nothing and runs nothing', (kind, language) => {
    const { html } = render(kind, language);
    expect(html).not.toMatch(
      /<(img|script|link|iframe|object|video|form)\b|url\(|@import|\bon\w+=/i,
    );
  });

  it.each(each)('%s in %s keeps lines that any program shows', (kind, language) => {
    const { text } = render(kind, language);
    const long = text.split('\n').filter((line) => line.length > 76 && /\s\S/.test(line.trim()));
    expect(long).toEqual([]);
  });
});

describe('what an administrator did', () => {
  const events = [
    ...(['erasure_by_admin', 'erasure_cancelled_by_admin', 'mfa_removed_by_admin'] as const),
  ];
  const told = events.flatMap((event) => languages.map((language) => [event, language] as const));
  it.each(told)('%s in %s is told as such in both parts', (event, language) => {
    const { url } = mailSamples['security-alert'];
    const data = { ...mailSamples['security-alert'], event, device: '', ip: '' };
    const { subject, html, text } = render('security-alert', language, data);
    expect(subject.length).toBeGreaterThan(5);
    for (const part of [html, text]) {
      expect(part).toMatch(/administrat(or|eur)/);
      expect(part).not.toMatch(/undefined|<%|%>/);
      // There may be no password that helps, and nobody to sign in.
      expect(part).not.toContain(url);
    }
  });
});

describe('data', () => {
  it.each(each)('cannot break the lines of %s in %s', (kind, language) => {
    const before = render(kind, language);
    const broken = (text: string) => `${text}\r\nBcc: victim@example.org\n\nWhy: mine\u2028\u0000`;
    const { subject, text } = render(kind, language, changed(mailSamples[kind], broken));
    expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(text).not.toMatch(/^(Bcc|Why):/m);
    expect(text.endsWith(before.text.slice(before.text.lastIndexOf('\n-- \n')).slice(-20))).toBe(
      true,
    );
  });

  it('may not lead elsewhere than to a web page', () => {
    const data = { ...mailSamples.otp, url: 'javascript:alert(1)' };
    expect(() => render('otp', 'en', data)).toThrow('a link of another kind');
  });

  it('that a template names must be there', () => {
    const { code: _code, ...rest } = mailSamples.otp;
    expect(() => render('otp', 'en', rest as MailData['otp'])).toThrow('names code');
  });

  it('of numbers, amounts and instants is written as the reader does', () => {
    expect(render('batch-finished', 'fr').text).toMatch(/10\s000/);
    expect(render('batch-finished', 'en').text).toContain('10,000');
    expect(render('subscription-renewal', 'fr').text).toMatch(/29,00\s€/);
    expect(render('subscription-renewal', 'en').text).toContain('€29.00');
    expect(render('security-alert', 'en').text).toMatch(/14 September 2026 at 09:31/);
  });
});
