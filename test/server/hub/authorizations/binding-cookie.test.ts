import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBindingCookie, holdsCookie } from '../../../../src/server/hub/authorizations/binding-cookie.js';

const row = { id_hash: 'A'.repeat(43) };
const plain = new Request('https://hub.example/');

describe('the cookie of an authorization', () => {
  it('can be set by no other page of the site on https, and is a plain one on http loopback', () => {
    const [secure] = createBindingCookie('https://hub.example', row, plain, new Date()).lines;
    assert.match(
      secure ?? '',
      /^__Host-integration-hub-A{16}=[\w.-]{50,}; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax; Secure$/,
    );
    const [loopback] = createBindingCookie('http://127.0.0.1:8787', row, plain, new Date()).lines;
    assert.match(loopback ?? '', /^integration-hub-A{16}=[\w.-]{50,}; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax$/);
  });

  it('counts only under its own name and prefix', () => {
    const { lines, hash } = createBindingCookie('https://hub.example', row, plain, new Date());
    const [pair = ''] = (lines[0] ?? '').split(';');
    const bound = { ...row, cookie_hash: hash };
    const holds = (cookie: string, of = bound) =>
      holdsCookie('https://hub.example', of, new Request('https://hub.example/', { headers: { cookie } }));
    assert.equal(holds(pair), true);
    assert.equal(holds(`a=b; ${pair}; c=d`), true);
    assert.equal(holds(pair.replace('__Host-', '')), false);
    assert.equal(holds(pair, { ...bound, id_hash: 'B'.repeat(43) }), false);
    assert.equal(holds(`${pair}x`), false);
    assert.equal(holds(''), false);
    assert.equal(
      holdsCookie(
        'https://hub.example',
        { ...row, cookie_hash: null },
        new Request('https://hub.example/', { headers: { cookie: pair } }),
      ),
      false,
    );
  });

  it('that an older page has left behind does not hide the one that counts', () => {
    const { lines, hash } = createBindingCookie('http://127.0.0.1:8787', row, plain, new Date());
    const [pair = ''] = (lines[0] ?? '').split(';');
    const cookie = `integration-hub-AAAA=x; integration-hub-${'A'.repeat(17)}=x; ${pair}`;
    assert.equal(
      holdsCookie(
        'http://127.0.0.1:8787',
        { ...row, cookie_hash: hash },
        new Request('http://127.0.0.1:8787/', { headers: { cookie } }),
      ),
      true,
    );
  });
});
