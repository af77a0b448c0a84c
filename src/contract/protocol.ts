/** The header every request of ours carries, so that none is a "simple" cross-site request. Its value is the SDK's version. */
export const requestHeader = 'x-integration-hub';

/** The environment a request is about; default `LIVE`. Must be one of the token's. */
export const environmentHeader = 'x-integration-environment';

/** Where a host serves session tokens unless told otherwise (src/README.md §7). */
export const defaultTokenUrl = '/integration-hub/token';

/** Framed page to its parent, once a session token is needed: `{ type }` (authorizations/README.md §12). */
export const tokenRequestType = 'integration-hub/token-request';

/** Parent to the framed page: `{ type, token }`. */
export const tokenAnswerType = 'integration-hub/token';
