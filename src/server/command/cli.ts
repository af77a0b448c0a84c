#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { adminRoles } from '../../contract/session.js';
import { signAdmin, signSession } from '../platform/tokens/sign-token.js';
import { defaultHost, defaultPort, hostVariable, publicUrlOf, signingKey, UsageError } from './command-options.js';
import { type DeploymentArguments, deployWidget, listVersions, rollBackWidget, undeployWidget } from './deployment-commands.js';
import { listConnectors } from './list-connectors.js';
import { rotateKeys } from './rotate-keys.js';
import { serve } from './serve.js';
import { switchWidget } from './switch-widget.js';

const help = `integration-hub serve [--port ${defaultPort}] [--host ${defaultHost}] [--config file.mjs]
    Runs a server. Options come from the file's default export and from the environment (see the README). PORT and
    ${hostVariable} say the same; in a container the host is 0.0.0.0.

integration-hub token --tenant <id> [--env LIVE] [--name <person>] [--expires-in <seconds>] [--url <public URL>]
integration-hub token --role viewer|editor|deployer [--expires-in <seconds>] [--url <public URL>]
    Prints a session token, or a token for the admin API.

integration-hub deploy <widget> --env <environment> [--version <n>] [--url <address of the server>]
    Shows a widget in an environment such as LIVE: as it is now, or a version of it.

integration-hub roll-back <widget> --env <environment> [--version <n>] [--url <address of the server>]
    Shows the version again that the environment showed before.

integration-hub undeploy <widget> --env <environment> [--url <address of the server>]
    Hides a widget in an environment. Its connections stay.

integration-hub disable|enable <widget> [--url <address of the server>]
    Switches a widget off at once, in every environment, or on again. Its connections stay.

integration-hub versions <widget> [--url <address of the server>]
    Lists the versions of a widget, newest first, and the environments that show them.

integration-hub connectors [--server <https://origin>] [--url <address of the server>]
    Lists the connectors, each with the redirect URL to register with its provider; with --server for one that people run themselves.

integration-hub rotate-keys [--url <address of the server>]
    Seals again, with the first key of the ring, whatever an earlier key sealed.
`;

function parse(values: readonly string[]) {
  try {
    return parseArgs({
      args: [...values],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        port: { type: 'string' },
        host: { type: 'string' },
        config: { type: 'string' },
        tenant: { type: 'string' },
        role: { type: 'string' },
        env: { type: 'string' },
        name: { type: 'string' },
        url: { type: 'string' },
        server: { type: 'string' },
        version: { type: 'string' },
        'expires-in': { type: 'string' },
      },
    });
  } catch (cause) {
    if (cause instanceof TypeError) throw new UsageError(cause.message, { cause });
    throw cause;
  }
}

type Values = ReturnType<typeof parse>['values'];

function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,6}$/.test(value)) throw new UsageError(`--${name} must be a whole number`);
  return Number(value);
}

/** Where to listen: what was typed, before what the surroundings say. */
function placeToListen({ port, host }: Values, { PORT, [hostVariable]: hostSet }: NodeJS.ProcessEnv) {
  const given = port ?? (PORT === '' ? undefined : PORT);
  const name = port === undefined ? 'the variable PORT' : '--port';
  if (given !== undefined && (!/^\d{1,5}$/.test(given) || Number(given) > 65_535))
    throw new UsageError(`${name} must be a port, a whole number up to 65535, such as ${defaultPort}`);
  return { port: Number(given ?? defaultPort), host: host ?? (hostSet === undefined || hostSet === '' ? defaultHost : hostSet) };
}

async function token(values: Values): Promise<string> {
  const { tenant, role, env, name } = values;
  const publicUrl = values.url ?? publicUrlOf(process.env);
  const expiresIn = wholeNumber('expires-in', values['expires-in']);
  const life = expiresIn === undefined ? {} : { expiresIn };
  if (tenant !== undefined && role === undefined) {
    const key = await signingKey(process.env, 'session');
    return signSession({
      key,
      publicUrl,
      tenant,
      ...(env === undefined ? {} : { env: env.split(',') }),
      ...(name === undefined ? {} : { name }),
      ...life,
    });
  }
  const known = adminRoles.find((candidate) => candidate === role);
  if (known === undefined || tenant !== undefined) throw new UsageError(`Say --tenant <id>, or --role ${adminRoles.join('|')}`);
  return signAdmin({ key: await signingKey(process.env, 'admin'), publicUrl, role: known, ...life });
}

const ofWidgets = ['deploy', 'roll-back', 'undeploy', 'versions', 'disable', 'enable'] as const;
type OfWidgets = (typeof ofWidgets)[number];

const isOfWidgets = (command: string): command is OfWidgets => ofWidgets.some((known) => known === command);

function deploymentOf(widget: string | undefined, { env, version, url }: Values): DeploymentArguments {
  if (widget === undefined || env === undefined) throw new UsageError('Say which widget, and --env which environment');
  return { widget, environment: env, version: wholeNumber('version', version), url };
}

function askAbout(command: OfWidgets, widget: string | undefined, values: Values): Promise<string> {
  if (command === 'deploy') return deployWidget(deploymentOf(widget, values), process.env);
  if (command === 'roll-back') return rollBackWidget(deploymentOf(widget, values), process.env);
  if (command === 'undeploy') return undeployWidget(deploymentOf(widget, values), process.env);
  if (widget === undefined) throw new UsageError('Say which widget');
  if (command !== 'versions') return switchWidget({ widget, isOn: command === 'enable', url: values.url }, process.env);
  return listVersions({ widget, url: values.url }, process.env);
}

async function run(): Promise<void> {
  const { values, positionals } = parse(process.argv.slice(2));
  const [command, subject, ...rest] = positionals;
  if (values.help === true || command === undefined || command === 'help') {
    process.stdout.write(help);
    return;
  }
  if (rest.length > 0 || (subject !== undefined && !isOfWidgets(command))) throw new UsageError('There is a word too many');
  if (command === 'serve') {
    await serve({ ...placeToListen(values, process.env), config: values.config }, process.env);
  } else if (command === 'token') {
    process.stdout.write(`${await token(values)}\n`);
  } else if (isOfWidgets(command)) {
    process.stdout.write(`${await askAbout(command, subject, values)}\n`);
  } else if (command === 'connectors') {
    process.stdout.write(`${await listConnectors({ url: values.url, server: values.server }, process.env)}\n`);
  } else if (command === 'rotate-keys') {
    process.stdout.write(`${await rotateKeys(values.url, process.env)}\n`);
  } else throw new UsageError(`There is no command "${command}"`);
}

run().catch((cause: unknown) => {
  const message = cause instanceof Error ? cause.message : String(cause);
  process.stderr.write(
    `integration-hub: ${message}\n${cause instanceof UsageError ? '\nintegration-hub --help says more.\n' : ''}`,
  );
  process.exitCode = 1;
});
