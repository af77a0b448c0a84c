import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillRedirectUrl, serverOrigin, serverPath } from '../../src/contract/rules/server-address.js';

describe('the redirect URL of a server that people run themselves', () => {
  for (const [typed, path] of [
    ['https://git.example', 'git.example'],
    ['https://git.example/', 'git.example'],
    ['https://git.example:8443', 'git.example~8443'],
    ['http://localhost:3000', 'http~localhost~3000'],
    ['http://[::1]:3000', 'http~%5B~~1%5D~3000'],
  ] as const) {
    it(`names ${typed} as ${path}`, () => {
      assert.equal(serverPath(serverOrigin(typed) ?? ''), path);
      assert.equal(
        fillRedirectUrl('https://hub.example/oauth/callback/git/{server}', { server: typed }),
        `https://hub.example/oauth/callback/git/${path}`,
      );
    });
  }

  it('is one path for one origin, and a segment of its own', () => {
    const origins = [
      'https://a.example',
      'https://a.example:8443',
      'http://localhost',
      'https://localhost',
      'http://localhost:80',
      'https://localhost:80',
    ]
      .map((typed) => serverOrigin(typed))
      .filter((origin) => origin !== undefined);
    const paths = origins.map(serverPath);
    assert.equal(new Set(paths).size, new Set(origins).size);
    for (const path of paths) assert.equal(new URL(`https://hub.example/${path}`).pathname, `/${path}`);
  });

  for (const typed of [undefined, '', 'git.example', 'https://git.example/path', 'http://git.example', 'javascript:alert(1)', 7])
    it(`is not known for ${JSON.stringify(typed)}`, () => {
      assert.equal(fillRedirectUrl('https://hub.example/oauth/callback/git/{server}', { server: typed }), undefined);
    });
});
