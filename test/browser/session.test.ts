import { expect } from '@open-wc/testing';
import { createSession, type GetToken, tokenFromUrl } from '../../src/browser/session.js';
import { IntegrationError, isPassing } from '../../src/core/errors.js';
import { createFakeClock, settled } from '../support/fake-clock.js';
import { createFakeFetch, json, problem } from '../support/fake-fetch.js';
import { aToken } from '../support/tokens.js';

const signal = new AbortController().signal;

function stage(answers: readonly (string | Error)[], options: { readonly offBy?: number } = {}) {
  const clock = createFakeClock(Date.UTC(2026, 0, 1, 12) + (options.offBy ?? 0));
  const asked: Parameters<GetToken>[0][] = [];
  const left = [...answers];
  const getToken: GetToken = async (request) => {
    asked.push(request);
    const answer = (left.length > 1 ? left.shift() : left[0]) ?? '';
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { clock, asked, session: createSession({ getToken, tenant: 'acme', environment: 'LIVE', clock }) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (cause) {
    return IntegrationError.from(cause).code;
  }
  return 'none';
}

describe('createSession', () => {
  it('asks the host once for everybody who waits, and keeps the token', async () => {
    const { session, asked } = stage([aToken()]);
    const tokens = await Promise.all([session.token(signal), session.token(signal)]);
    await session.token(signal);
    expect(new Set(tokens).size).to.equal(1);
    expect(asked.length).to.equal(1);
    expect([asked[0]?.tenant, asked[0]?.environment]).to.deep.equal(['acme', 'LIVE']);
  });

  it('renews before the token ends', async () => {
    const { session, asked, clock } = stage([aToken({ jti: 1 }), aToken({ jti: 2 })]);
    const first = await session.token(signal);
    await clock.advance(269_000);
    expect(await session.token(signal)).to.equal(first);
    await clock.advance(2000);
    expect(await session.token(signal)).not.to.equal(first);
    expect(asked.length).to.equal(2);
  });

  it('uses what is left of a token when renewing fails, and not a moment longer', async () => {
    const { session, clock } = stage([aToken(), new Error('offline')]);
    const first = await session.token(signal);
    await clock.advance(290_000);
    expect(await session.token(signal)).to.equal(first);
    await clock.advance(10_000);
    expect(await codeOf(session.token(signal))).to.equal('token_unavailable');
  });

  it('does not mind a clock that is an hour off', async () => {
    for (const offBy of [3_600_000, -3_600_000]) {
      const { session, asked, clock } = stage([aToken()], { offBy });
      await session.token(signal);
      await clock.advance(60_000);
      await session.token(signal);
      expect(asked.length, `off by ${offBy}`).to.equal(1);
      await clock.advance(211_000);
      await session.token(signal);
      expect(asked.length, `renewed in time, off by ${offBy}`).to.equal(2);
    }
  });

  it('uses a token without iat that seems to be over until the backend refuses it', async () => {
    const { session, asked } = stage([aToken({ iat: undefined })], { offBy: 3_600_000 });
    await session.token(signal);
    await session.token(signal);
    expect(asked.length).to.equal(1);
  });

  it('asks again after a refusal, and does not take the refused token twice', async () => {
    const { session, asked } = stage([aToken({ jti: 1 }), aToken({ jti: 2 })]);
    session.refuse(await session.token(signal));
    await session.token(signal);
    expect(asked.length).to.equal(2);
    const same = stage([aToken()]);
    same.session.refuse(await same.session.token(signal));
    expect(await codeOf(same.session.token(signal))).to.equal('token_expired');
  });

  it('tells again why a token was refused when the host has no other', async () => {
    const { session } = stage([aToken()]);
    const why = new IntegrationError('token_invalid', { hint: 'No session key is named k1: add it to sessionKeys' });
    session.refuse(await session.token(signal), why);
    expect(await session.token(signal).catch((cause: unknown) => cause)).to.equal(why);
  });

  it('keeps a newer token when an older one is refused late', async () => {
    const { session, asked } = stage([aToken({ jti: 1 }), aToken({ jti: 2 })]);
    const old = await session.token(signal);
    session.refuse(old);
    await session.token(signal);
    session.refuse(old);
    await session.token(signal);
    expect(asked.length).to.equal(2);
  });

  it('refuses the token of another tenant, and what is no token', async () => {
    expect(await codeOf(stage([aToken({ tenant: 'evil' })]).session.token(signal))).to.equal('wrong_tenant');
    for (const token of ['x', 'a.b.c', aToken({ exp: 'soon' })])
      expect(await codeOf(stage([token]).session.token(signal)), token).to.equal('token_invalid');
    expect(await codeOf(stage(['']).session.token(signal))).to.equal('token_unavailable');
  });

  it('reads names beyond ASCII', async () => {
    const clock = createFakeClock();
    const session = createSession({
      getToken: async () => aToken({ tenant: 'Löwe 🦁' }),
      tenant: 'Löwe 🦁',
      environment: 'LIVE',
      clock,
    });
    expect(await codeOf(session.token(signal))).to.equal('none');
  });

  it('gives up on a host that does not answer within ten seconds, and tells it so', async () => {
    const clock = createFakeClock();
    let given: AbortSignal | undefined;
    const getToken: GetToken = (request) => {
      given = request.signal;
      return new Promise(() => undefined);
    };
    const session = createSession({ getToken, tenant: 'acme', environment: 'LIVE', clock });
    const code = codeOf(session.token(signal));
    await clock.advance(9999);
    expect(given?.aborted).to.equal(false);
    await clock.advance(1);
    expect(await code).to.equal('token_unavailable');
    expect(given?.aborted).to.equal(true);
  });

  it('lets one who waits go without stopping the others', async () => {
    const clock = createFakeClock();
    let answer: (token: string) => void = () => undefined;
    const getToken: GetToken = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const session = createSession({ getToken, tenant: 'acme', environment: 'LIVE', clock });
    const leaving = new AbortController();
    const left = session.token(leaving.signal).then(
      () => 'token',
      (cause: unknown) => cause,
    );
    const stayed = session.token(signal);
    leaving.abort('gone');
    expect(await left).to.equal('gone');
    answer(aToken());
    expect(await stayed).to.equal(aToken());
  });

  it('tells no token in its errors', async () => {
    const secret = aToken({ tenant: 'evil' });
    const { session } = stage([secret]);
    const error = await session.token(signal).catch((cause: unknown) => IntegrationError.from(cause));
    expect(JSON.stringify([String(error), error instanceof IntegrationError && error.hint])).not.to.contain(secret);
    expect(Object.values(session).some((value) => typeof value === 'string')).to.equal(false);
  });
});

describe('tokenFromUrl', () => {
  const request = { tenant: 'acme', environment: 'LIVE', signal };
  const url = new URL('https://host.test/integration-hub/token');

  it('asks with the cookies of the page and reads the token', async () => {
    const { fetch, requests } = createFakeFetch(json({ token: 'abc', more: 1 }));
    expect(await tokenFromUrl(url, fetch)(request)).to.equal('abc');
    expect([requests[0]?.method, requests[0]?.url.href]).to.deep.equal(['GET', url.href]);
  });

  it('says what the host answered instead', async () => {
    for (const answer of [problem(401, 'nope'), json({ jwt: 'abc' }), new Response('<html>'), new TypeError('offline')]) {
      expect(await codeOf(tokenFromUrl(url, createFakeFetch(answer).fetch)(request))).to.equal('token_unavailable');
    }
    await settled();
  });

  it('is worth asking again where the host is in trouble, not where it has nobody signed in', async () => {
    const trouble = [...[429, 500, 502, 503].map((status) => new Response('', { status })), new TypeError('offline')];
    const nobody = [
      ...[400, 401, 403, 404].map((status) => new Response('', { status })),
      new Response('<h1>Sign in</h1>'),
      json({ token: null }),
    ];
    for (const [answers, expected] of [
      [trouble, true],
      [nobody, false],
    ] as const) {
      for (const answer of answers) {
        const cause: unknown = await tokenFromUrl(url, createFakeFetch(answer).fetch)(request).catch((error: unknown) => error);
        expect(isPassing(IntegrationError.from(cause)), answer instanceof Response ? String(answer.status) : 'offline').to.equal(
          expected,
        );
      }
    }
  });
});
