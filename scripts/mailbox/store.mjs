// Mails as files: the message as it came, and beside it who sent it to whom.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import PostalMime from 'postal-mime';

const idPattern = /^\d{13}-[0-9a-f]{12}$/;

/** Opens the folder of mails, which is made when it is missing. */
export function openStore(folder) {
  mkdirSync(folder, { recursive: true });
  return {
    /** Keeps one mail; it is visible only when it is complete. */
    add: (raw, envelope) => {
      const id = `${Date.now()}-${randomBytes(6).toString('hex')}`;
      const received = { id, received_at: new Date().toISOString(), ...envelope };
      writeFileSync(path.join(folder, `${id}.eml.tmp`), raw);
      writeFileSync(path.join(folder, `${id}.json`), JSON.stringify(received));
      renameSync(path.join(folder, `${id}.eml.tmp`), path.join(folder, `${id}.eml`));
      return id;
    },
    list: () => Promise.all(idsIn(folder).map((id) => summary(folder, id))),
    /** One mail, parsed, or null. */
    read: (id) => (exists(folder, id) ? parsed(folder, id) : null),
    raw: (id) => (exists(folder, id) ? readFileSync(path.join(folder, `${id}.eml`)) : null),
    remove: (id) => exists(folder, id) && removeOne(folder, id),
    clear: () => idsIn(folder).forEach((id) => removeOne(folder, id)),
  };
}

function idsIn(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  return names
    .map((name) => name.slice(0, -4))
    .sort()
    .reverse();
}

function exists(folder, id) {
  return idPattern.test(id) && idsIn(folder).includes(id);
}

async function summary(folder, id) {
  const { html: _html, text: _text, ...rest } = await parsed(folder, id);
  return rest;
}

async function parsed(folder, id) {
  const envelope = JSON.parse(readFileSync(path.join(folder, `${id}.json`), 'utf8'));
  const mail = await PostalMime.parse(readFileSync(path.join(folder, `${id}.eml`)));
  return {
    ...envelope,
    subject: mail.subject ?? '',
    message_id: mail.messageId ?? null,
    headers: mail.headers.map(({ key, value }) => ({ name: key, value })),
    attachments: mail.attachments.map(({ filename, mimeType }) => ({ filename, type: mimeType })),
    text: mail.text ?? '',
    html: mail.html ? withInlineImages(mail.html, mail.attachments) : null,
  };
}

// Pictures that a mail brings along are shown; those it would fetch are not.
function withInlineImages(html, attachments) {
  return attachments
    .filter(({ contentId, mimeType }) => contentId && mimeType.startsWith('image/'))
    .reduce((text, { contentId, mimeType, content }) => {
      const data = `data:${mimeType};base64,${Buffer.from(content).toString('base64')}`;
      return text.replaceAll(`cid:${contentId.replace(/^<|>$/g, '')}`, data);
    }, html);
}

function removeOne(folder, id) {
  for (const suffix of ['eml', 'json'])
    rmSync(path.join(folder, `${id}.${suffix}`), { force: true });
}
