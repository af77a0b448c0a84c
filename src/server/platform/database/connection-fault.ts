import { errorCode } from '../coded-error.js';
import { isDatabaseAway } from './database-away.js';
import { StoreError } from './store-error.js';

/** Where a database is, without the name and the password that its address holds. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'its address';
  const { hostname, port, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? (hostname === '' ? 'localhost' : hostname);
  return host.startsWith('/') ? host : `${host}:${searchParams.get('port') ?? (port === '' ? '5432' : port)}`;
}

function databaseOf(url: string): string {
  const { pathname } = URL.canParse(url) ? new URL(url) : { pathname: '' };
  return pathname.length > 1 ? `"${pathname.slice(1)}"` : 'of that name';
}

const untrusted =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(?:_LOCALLY)?)|CERT_UNTRUSTED)$/;

/** As PostgreSQL (appendix A) and TLS name them, or as node-postgres words what has no code. */
const words: readonly (readonly [RegExp, (at: string, database: string) => string])[] = [
  [
    untrusted,
    (at) =>
      `The certificate of the database at ${at} is not from an authority that this machine trusts. Give it the authority's file: add ?sslmode=verify-full&sslrootcert=/path/to/ca.pem to the address (or set NODE_EXTRA_CA_CERTS). To encrypt without any proof of who answers: ?sslmode=no-verify`,
  ],
  [
    /^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    (at) =>
      `The certificate of the database at ${at} has expired, or is not valid yet: renew it, and look at the clock of this machine`,
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    (at) =>
      `The certificate of the database at ${at} was made for another name: write that name into the address. To take any name of an authority that you trust: ?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=/path/to/ca.pem`,
  ],
  [
    /does not support SSL/,
    (at) => `The database at ${at} does not encrypt, and the address asks for it: leave sslmode out of it`,
  ],
  [
    /no pg_hba\.conf entry.*no encryption|SSL (?:connection )?is required|sslmode=require/i,
    (at) => `The database at ${at} takes encrypted connections only: add ?sslmode=verify-full to the address`,
  ],
  [
    /no pg_hba\.conf entry/,
    (at) => `The database at ${at} takes no connection of this role from this machine: look at its pg_hba.conf`,
  ],
  [
    /^28(?:000|P01)$|client password must be a/,
    (at) =>
      `The database at ${at} refuses the user or the password of the address. What is no letter or digit in a password is written as in a URL: encodeURIComponent(password)`,
  ],
  [
    /^3D000$/,
    (at, database) => `There is no database ${database} at ${at}: make it with createdb, or mend the name in the address`,
  ],
  [/^53300$/, (at) => `The database at ${at} has no connection to spare: raise max_connections, or end what holds them`],
];

/** Why a database cannot be opened, in words with the way out, and never with what the address holds besides the host. */
export function connectionFault(cause: unknown, url: string, variable: string): StoreError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const at = placeOf(url);
  const [, say] = words.find(([sign]) => sign.test(errorCode(cause)) || sign.test(message)) ?? [];
  if (say !== undefined) return new StoreError('database_refused', `${variable}: ${say(at, databaseOf(url))}.`, { cause });
  const isAway = isDatabaseAway(cause) || isDatabaseAway(cause instanceof AggregateError ? cause.errors[0] : undefined);
  return isAway || /time(?:d )?out/i.test(message)
    ? new StoreError(
        'database_unreachable',
        `${variable}: The database at ${at} cannot be reached (${errorCode(cause) || message}). Is it started, and are host and port right?`,
        { cause },
      )
    : new StoreError('database_failed', `${variable}: The database at ${at} could not be opened: ${message}`, { cause });
}
