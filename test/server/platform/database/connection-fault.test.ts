import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectionFault } from '../../../../src/server/platform/database/connection-fault.js';

const url = 'postgres://hub:planted-password@db.example.com/hub';
const coded = (code: string, message = 'words of a library'): Error => Object.assign(new Error(message), { code });

/** What was said, by which code it is known, and words that lead out. */
const faults: readonly (readonly [cause: Error, code: string, words: readonly string[]])[] = [
  [
    coded('DEPTH_ZERO_SELF_SIGNED_CERT'),
    'database_refused',
    ['not from an authority', 'sslrootcert=', 'NODE_EXTRA_CA_CERTS', 'sslmode=no-verify'],
  ],
  [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'database_refused', ['not from an authority', 'sslrootcert=']],
  [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'database_refused', ['sslrootcert=']],
  [coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'database_refused', ['sslrootcert=']],
  [coded('CERT_HAS_EXPIRED'), 'database_refused', ['expired', 'clock']],
  [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'database_refused', ['another name', 'sslmode=verify-ca']],
  [new Error('The server does not support SSL connections'), 'database_refused', ['does not encrypt', 'sslmode']],
  [
    coded('28000', 'no pg_hba.conf entry for host "10.0.0.1", user "hub", no encryption'),
    'database_refused',
    ['sslmode=verify-full'],
  ],
  [coded('28000', 'no pg_hba.conf entry for host "10.0.0.1", user "hub", SSL encryption'), 'database_refused', ['pg_hba.conf']],
  [coded('28P01'), 'database_refused', ['user or the password', 'encodeURIComponent']],
  [new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'), 'database_refused', ['user or the password']],
  [coded('3D000'), 'database_refused', ['no database "hub"', 'createdb']],
  [coded('53300'), 'database_refused', ['max_connections']],
  [coded('ENOTFOUND'), 'database_unreachable', ['ENOTFOUND', 'host and port']],
  [new Error('timeout expired'), 'database_unreachable', ['host and port']],
  [new AggregateError([coded('ECONNREFUSED')], ''), 'database_unreachable', ['host and port']],
  [coded('57P03', 'the database system is starting up'), 'database_unreachable', ['57P03']],
];

describe('why a database cannot be opened', () => {
  for (const [cause, code, words] of faults) {
    it(`is said with the way out: ${(cause as { code?: string }).code ?? cause.message}`, () => {
      const fault = connectionFault(cause, url, 'DATABASE_URL');
      assert.equal(fault.code, code);
      assert.match(fault.message, /^DATABASE_URL: .*db\.example\.com:5432/);
      for (const word of words) assert.ok(fault.message.includes(word), fault.message);
      assert.doesNotMatch(fault.message, /planted-password/);
      assert.equal(fault.cause, cause);
    });
  }
});
