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

/** Start page to its opener: the type of an `AuthorizationHello`. */
export const helloType = 'integration-hub/hello';

/**
 * The parameter in which a sign-in that is bound at its return comes back to the page: `reference.handle`
 * (authorizations/README.md §3).
 */
export const returnParameter = 'integration_authorization';

/** Seed: "Data Flow Label". */
export const dataFlowLabels = ['inbound', 'outbound', 'bi_directional'] as const;
