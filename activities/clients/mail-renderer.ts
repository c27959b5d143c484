// Turns a kind of mail and its data into a subject, HTML and text. Templates lie beside this file, also in dist.
import { join } from 'node:path';
import { Eta } from 'eta';
import type { MailData } from '../../models/messaging/mail-data';
import type { MailKind, MailLanguage } from '../../models/messaging/mail-kind';
import { wordsIn } from './mail-words';
import { onOneLine } from './mail-text';

export interface MailToRender<Kind extends MailKind> {
  kind: Kind;
  language: MailLanguage;
  data: MailData[Kind];
  /** The address of the deployment, in the footer of every mail. */
  home: string;
}

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

const views = join(__dirname, 'mail-templates');
// Lines matter in texts, so nothing is trimmed that a template does not trim itself.
const html = new Eta({ views, cache: true, autoTrim: false });
const text = new Eta({ views, cache: true, autoTrim: false, autoEscape: false });

/**
 * Writes a mail.
 * @throws when the data lacks something that a template names, or a link leads elsewhere than to a web page
 */
export function renderMail<Kind extends MailKind>(mail: MailToRender<Kind>): RenderedMail {
  const { kind, language, home } = mail;
  const it = strict({ ...singleLines(mail.data), ...wordsIn(language), language });
  const { body, ...head } = readHead(text.render(`/${language}/${kind}.text.eta`, it));
  const frame = { ...head, language, home };
  const inside = html.render(`/${language}/${kind}.html.eta`, it).trim();
  return {
    subject: head.subject,
    html: html.render('/layout.html.eta', strict({ ...frame, body: inside })),
    text: wrap(text.render('/layout.text.eta', strict({ ...frame, body }))),
  };
}

/** A template that names what is not there is a defect, never an `undefined` in somebody's mail. */
function strict<T extends object>(values: T): T {
  return new Proxy(values, {
    get: (target, name) => {
      if (!(name in target))
        throw new Error(`a template names ${String(name)}, which is not there`);
      return target[name as keyof T];
    },
  });
}

/** Data come from people: a line break in one would be a line of theirs in our words. */
function singleLines<T>(value: T): T;
function singleLines(value: unknown): unknown {
  if (typeof value === 'string') return onOneLine(value);
  if (Array.isArray(value)) return value.map((entry: unknown) => singleLines(entry));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  const lines = Object.entries(value).map(([name, inner]: [string, unknown]) => [
    name,
    name === 'url' ? webLink(String(inner)) : singleLines(inner),
  ]);
  return Object.fromEntries(lines) as unknown;
}

function webLink(value: string): string {
  const { protocol, href } = new URL(value);
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error('a link of another kind');
  return href;
}

interface Head {
  subject: string;
  preview: string;
  why: string;
}

/** The three lines above the empty one that every text template begins with. */
function readHead(rendered: string): Head & { body: string } {
  const pattern = /^\s*Subject: (.+)\nPreview: (.+)\nWhy: (.+)\n\n([\s\S]*)$/;
  const [, subject, preview, why, body] = pattern.exec(rendered) ?? [];
  if (!subject || !preview || !why || !body) throw new Error('a template without its head');
  return { subject, preview, why, body: body.replaceAll(/\n{3,}/g, '\n\n').trim() };
}

const width = 76;

/** Lines of a width that every program shows; words, and so links, stay whole. */
function wrap(written: string): string {
  return written.replaceAll(/[^\n]+/g, (line) => {
    const lines: string[] = [];
    for (const word of line.split(' ')) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + word.length < width) {
        lines[lines.length - 1] = `${last} ${word}`;
      } else lines.push(word);
    }
    return lines.join('\n');
  });
}
