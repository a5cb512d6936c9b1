import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newWebhookSecret, signWebhook } from './webhook-signature.ts';

describe('the signature of a webhook', () => {
  // The example of the Standard Webhooks specification.
  it('is the one that the standard gives as its example', () => {
    const headers = signWebhook(
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330_000,
      '{"test": 2432232314}',
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is by the bytes of the secret, of which there are 32', () => {
    const secret = newWebhookSecret();
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    expect(key).toHaveLength(32);
    const expected = createHmac('sha256', key).update('msg_1.1.{}').digest('base64');
    expect(signWebhook([secret], 'msg_1', 1_999, '{}')['webhook-signature']).toBe(`v1,${expected}`);
  });

  it('is one by each secret while the old one is still good', () => {
    const [fresh, old] = [newWebhookSecret(), newWebhookSecret()];
    const by = (secret: string) => signWebhook([secret], 'msg_1', 1_999, '{}')['webhook-signature'];
    expect(signWebhook([fresh, old], 'msg_1', 1_999, '{}')['webhook-signature']).toBe(`${by(fresh)} ${by(old)}`);
  });
});
