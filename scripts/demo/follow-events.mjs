// How a client misses nothing: the socket's hints say when to look, `GET /events?after=` says what happened.
import { EventEmitter } from 'node:events';
import { io } from 'socket.io-client';

const again = 1_000;

/**
 * Follows a user's events. Emits `event` for each, once and in order, from the number `after` on; `progress` for hints
 * about batches; `gap` when events are so old that they are gone, and lists must be read anew.
 */
export class EventFollower extends EventEmitter {
  #user;
  #socket;
  #seen;
  #known;
  #isReading = false;
  #timer = null;
  #closed = false;

  constructor({ url, user, after = 0 }) {
    super();
    this.#user = user;
    this.#seen = after;
    this.#known = after;
    this.#socket = this.#open(url);
  }

  /** The number of the last event that was emitted. */
  get seen() {
    return this.#seen;
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket.disconnect();
  }

  #open(url) {
    const auth = (tell) => {
      this.#user.access().then(
        (token) => tell({ token }),
        () => tell({}),
      );
    };
    const socket = io(url, { auth, transports: ['websocket'], forceNew: true });
    socket.on('event', ({ seq }) => this.#learn(seq));
    socket.on('seq', ({ last_seq }) => this.#learn(last_seq));
    socket.on('progress', (hint) => this.emit('progress', hint));
    // A refusal, and an end that the server chose, are not tried again by the library: the token was too old.
    socket.on('connect_error', () => this.#openLater());
    socket.on('disconnect', () => this.#openLater());
    return socket;
  }

  #openLater() {
    if (this.#socket.active || this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.connect(), again);
  }

  #learn(seq) {
    this.#known = Math.max(this.#known, seq);
    if (!this.#isReading) void this.#read();
  }

  // One reader at a time, so that the order holds. What could not be read is read at the next hint.
  async #read() {
    this.#isReading = true;
    try {
      while (this.#known > this.#seen && !this.#closed) await this.#readPage();
    } catch (error) {
      if (error.code !== 'events_expired') return;
      this.#seen = this.#known;
      this.emit('gap');
    } finally {
      this.#isReading = false;
    }
  }

  async #readPage() {
    const page = await this.#user.call('listEvents', { query: { after: this.#seen, limit: 500 } });
    this.#known = Math.max(this.#known, page.last_seq);
    for (const event of page.results) {
      this.#seen = event.seq;
      this.emit('event', event);
    }
    if (page.results.length === 0) this.#known = this.#seen;
  }
}
