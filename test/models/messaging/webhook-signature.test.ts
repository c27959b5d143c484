import { newWebhookSecret, webhookHeaders } from '../../../models/messaging/webhook-signature';

describe('a signature', () => {
  // The example of the specification's own libraries: github.com/standard-webhooks/standard-webhooks, README.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    sent_at: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
  };
  const expected = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

  it('is that of the published example', () => {
    expect(webhookHeaders(message, [secret])).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': expected,
    });
  });

  it('is given once per secret, with a space between', () => {
    const headers = webhookHeaders(message, [newWebhookSecret(), secret]);
    const signatures = (headers['webhook-signature'] ?? '').split(' ');
    expect(signatures).toHaveLength(2);
    expect(signatures[1]).toBe(expected);
    expect(signatures[0]).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
  });
});

it('a secret is 32 random bytes behind whsec_', () => {
  const secrets = new Set(Array.from({ length: 100 }, newWebhookSecret));
  expect(secrets.size).toBe(100);
  for (const secret of secrets) {
    expect(secret.startsWith('whsec_')).toBe(true);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
  }
});
