import type { AuthMethod } from '../../contract/connector.js';
import type { Field } from '../../contract/form.js';
import { methodFields } from '../hub/definitions/method-fields.js';
import { typedSecrets } from '../hub/definitions/secret-values.js';
import { membersOf } from '../platform/members.js';
import type { ServerOptions } from './options.js';

/** The password of a database's address, as it is written there and as it is; other programs write it as a parameter. */
function databaseSecrets(url: string | undefined): string[] {
  if (url === undefined) return [];
  const [, inWords] = /\bpassword\s*=\s*('[^']*'|\S+)/.exec(url) ?? [];
  const { password, searchParams } = URL.canParse(url) ? new URL(url) : { password: '', searchParams: new URLSearchParams() };
  const inPlain = (text: string): string => (/%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text));
  return [url, password, inPlain(password), searchParams.get('password') ?? '', inWords?.replaceAll("'", '') ?? ''];
}

/** What is wrong with the options is said later, and their secrets are kept from that log too. */
const namesIn = (names: readonly string[] | undefined): readonly string[] => (Array.isArray(names) ? names : []);

function fieldsOf({ connectors }: ServerOptions, key: string, method: AuthMethod): readonly Field[] {
  const connector = membersOf(connectors).find((candidate) => candidate.key === key);
  if (connector === undefined) return [];
  return membersOf(methodFields({ ...connector, methods: [...membersOf(connector.methods)] }, method));
}

/** Everything of the configuration that must never be written into a log. */
export function secretsOf(options: ServerOptions): unknown[] {
  const keys = [...options.sessionKeys, ...(options.adminKeys ?? [])].flatMap((key) => ('secret' in key ? [key.secret] : []));
  const vault = (options.vaultKeys ?? '').split(',').map((key) => key.slice(key.indexOf(':') + 1));
  const clients = membersOf(options.connectors).map(({ oauth }) => [
    oauth?.clientSecret,
    ...namesIn(oauth?.secretParams).map((name) => oauth?.params?.[name] ?? oauth?.tokenParams?.[name]),
  ]);
  const overridden = membersOf(options.widgets).flatMap(({ dependencies }) =>
    membersOf(dependencies).map(({ attributes }) => attributes?.['clientSecret']),
  );
  const workspace = membersOf(Object.values(options.workspaceConnections ?? {})).map(({ connector, method, values }) =>
    typedSecrets(fieldsOf(options, connector, method), values ?? {}),
  );
  return [
    ...keys,
    ...vault,
    ...clients,
    ...overridden,
    ...workspace,
    ...databaseSecrets(options.databaseUrl),
    ...databaseSecrets(options.directDatabaseUrl),
  ];
}
