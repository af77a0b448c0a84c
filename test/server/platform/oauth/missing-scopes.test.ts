import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OAuthDefinition } from '../../../../src/contract/connector.js';
import { missingScopes, wordsFor } from '../../../../src/server/platform/oauth/missing-scopes.js';

type Row = readonly [required: readonly string[], granted: readonly string[], definition?: Partial<OAuthDefinition>];

const repository = {
  scopeIncludes: { repo: ['public_repo', 'repo:status'], 'admin:org': ['write:org'], 'write:org': ['read:org'] },
};
const drive = 'https://www.googleapis.com/auth/drive';
const graph = 'https://graph.microsoft.com/';

const enough: Readonly<Record<string, Row>> = {
  'the very same': [
    ['a', 'b'],
    ['b', 'a', 'c'],
  ],
  'its address': [['Mail.Read'], [`${graph}Mail.Read`]],
  'its last word, where its address was asked for': [[`${graph}Mail.Read`], ['Mail.Read']],
  'another case': [
    ['Mail.Read', 'OPENID'],
    ['mail.read', 'openid'],
  ],
  'an address in another case, with a slash at its end': [['https://mail.example.com/'], ['HTTPS://mail.example.com']],
  'an address of another scheme': [['tickets.read'], ['api://4711/tickets.read']],
  'what no answer lists': [['offline_access', 'a'], ['a']],
  'what no answer of this one lists': [['refresh', 'a'], ['a'], { unlistedScopes: ['refresh'] }],
  'a wider one of its definition': [['public_repo'], ['repo'], repository],
  'one that is wider by way of another': [['read:org'], ['admin:org'], repository],
  'wider ones that include each other': [['c'], ['a'], { scopeIncludes: { a: ['b'], b: ['a', 'c'], c: ['a'] } }],
  'a wider one that its definition names by the last word': [
    ['notes.list'],
    [`${graph}Notes`],
    { scopeIncludes: { notes: ['Notes.List'] } },
  ],
  'another name of the same': [['crm.read'], ['contacts'], { scopeIncludes: { contacts: ['crm.read'] } }],
  'the address of a claim': [
    ['email', 'profile'],
    [`${drive.replace('drive', 'userinfo.email')}`, `${drive.replace('drive', 'userinfo.profile')}`],
  ],
  'a claim, where its address was asked for': [[drive.replace('drive', 'userinfo.email')], ['email']],
  'writing, where reading is required': [[`${drive}.readonly`], [drive]],
  'reading and writing, where reading is required': [
    ['Mail.Read', 'Files.Read.All'],
    ['Mail.ReadWrite', 'Files.ReadWrite.All'],
  ],
  'everything, where the own is required': [['User.Read'], ['User.Read.All']],
  'a list between commas': [['a', 'b'], ['a,b']],
  'an answer that says nothing': [['a'], []],
};

const lacking: Readonly<Record<string, Row & { readonly 3?: never }>> = {
  another: [['a'], ['b']],
  'one that begins like it': [['Mail.ReadWrite'], ['Mail.Read']],
  'reading, where writing is required': [[drive], [`${drive}.readonly`]],
  'the same word of another service': [['https://outlook.example/Mail.Read'], [`${graph}Mail.Read`]],
  'a narrower one': [['admin:org'], ['write:org'], repository],
  'the own, where everything is required': [['User.Read.All'], ['User.Read']],
  'a name of every object': [['constructor', 'toString'], ['a']],
};

describe('a required scope', () => {
  for (const [name, [requiredScopes, granted, definition]] of Object.entries(enough)) {
    it(`is there with ${name}`, () => {
      const given = name === 'an answer that says nothing' ? undefined : granted;
      assert.deepEqual(missingScopes({ requiredScopes: [...requiredScopes], ...definition }, given), []);
    });
  }

  for (const [name, [requiredScopes, granted, definition]] of Object.entries(lacking)) {
    it(`is not there with ${name}`, () => {
      assert.deepEqual(missingScopes({ requiredScopes: [...requiredScopes], ...definition }, granted), requiredScopes);
    });
  }

  it('that is not there is told in words, however its words spell it', () => {
    const scopeWords = { 'mail.read': 'Read your mail', [`${graph}Notes`]: 'Read your notes' };
    assert.deepEqual(missingScopes({ requiredScopes: [`${graph}Mail.Read`, 'notes', 'else'], scopeWords }, ['a']), [
      'Read your mail',
      'Read your notes',
      'else',
    ]);
    assert.equal(wordsFor({ scopeWords }, 'constructor'), undefined);
  });

  it('is looked for in a moment, whatever was granted', () => {
    const granted = Array.from({ length: 1000 }, (_, index) => `https://example.com/scope-${index}.all`);
    const requiredScopes = Array.from({ length: 100 }, (_, index) => `scope-${index}`);
    assert.deepEqual(missingScopes({ requiredScopes }, granted), []);
  });
});
