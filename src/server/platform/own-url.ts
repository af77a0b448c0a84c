import { serverPath } from '../../contract/rules/server-address.js';

interface Options {
  readonly publicUrl: string;
}

/** The path that the server is mounted below, without a trailing slash. */
export const basePath = ({ publicUrl }: Options): string => new URL(publicUrl).pathname.replace(/\/+$/, '');

/** From the operator's option, never from a request (src/README.md §9). */
export const ownUrl = (options: Options, path: string): string =>
  `${new URL(options.publicUrl).origin}${basePath(options)}${path}`;

/** One redirect URI a connector, and one a server where people name that, compared exactly (authorizations/README.md §4). */
export const redirectUri = (options: Options, connector: string, server?: string): string =>
  ownUrl(options, `/oauth/callback/${connector}${server === undefined ? '' : `/${serverPath(server)}`}`);
