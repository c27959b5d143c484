// A user of the stack that is measured: its token, its socket, its requests.
import { randomUUID } from 'node:crypto';

/** Registers and signs in a new user. */
export async function newUser(api) {
  const username = `bench-${randomUUID().slice(0, 8)}`;
  const password = randomUUID();
  const account = { username, email: `${username}@example.org`, password };
  await send(api, 'POST', '/api/auth/register', { json: account });
  const { access } = await send(api, 'POST', '/api/auth/login', { json: { username, password } });
  return new User(api, access);
}

async function send(api, method, path, { json, body, token } = {}) {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(json && { 'content-type': 'application/json' }),
  };
  const response = await fetch(`${api}${path}`, {
    method,
    headers,
    body: json ? JSON.stringify(json) : body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

class User {
  #waiting = new Set();
  #seen = [];

  constructor(api, token) {
    Object.assign(this, { api, token });
  }

  get(path) {
    return send(this.api, 'GET', path, { token: this.token });
  }

  post(path, options = {}) {
    return send(this.api, 'POST', path, { ...options, token: this.token });
  }

  /** Sends pictures as one multipart batch; resolves with the batch as the answer has it. */
  async startBatch(pictures) {
    const form = new FormData();
    form.append('name', 'bench');
    for (const { name, bytes } of pictures) {
      form.append('images', new Blob([bytes], { type: 'image/jpeg' }), name);
    }
    return await this.post('/api/classification/batches', { body: form });
  }

  async finished(batchId) {
    await this.event('batch.finished', batchId);
    return await this.get(`/api/classification/batches/${batchId}`);
  }

  /** Opens the socket, so that `event` and `progress` can be waited for. */
  async listen() {
    const { io } = await import('socket.io-client');
    this.socket = io(this.api, { transports: ['websocket'], auth: { token: this.token } });
    const hear = (kind) => (message) => {
      const heard = { kind, message, at: performance.now() };
      this.#seen.push(heard);
      for (const wait of this.#waiting) wait(heard);
    };
    this.socket.on('event', hear('event'));
    this.socket.on('progress', hear('progress'));
    await new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('connect_error', reject);
    });
  }

  /** When the event was heard, in ms of `performance.now()`, be it earlier or yet to come. */
  event(type, subjectId) {
    return this.#hear(
      ({ kind, message }) =>
        kind === 'event' && message.type === type && message.subject.id === subjectId,
    );
  }

  progress(batchId) {
    return this.#hear(
      ({ kind, message }) =>
        kind === 'progress' && message.batch_id === batchId && message.succeeded > 0,
    );
  }

  #hear(matches) {
    const earlier = this.#seen.find(matches);
    if (earlier) return Promise.resolve(earlier.at);
    return new Promise((resolve) => {
      const wait = (heard) => {
        if (!matches(heard)) return;
        this.#waiting.delete(wait);
        resolve(heard.at);
      };
      this.#waiting.add(wait);
    });
  }

  close() {
    this.socket?.close();
  }
}
