import * as z from 'zod/mini';
import { Field } from './form.js';
import { ThemedImage } from './image.js';
import { Key, openEnum, PlainText } from './names.js';

/** Seed: "Auth attributes", Default Auth Method. */
export const authMethods = ['oauth', 'custom_input', 'api_key', 'bearer_token', 'basic_auth'] as const;
export type AuthMethod = (typeof authMethods)[number];

/** One way to sign in, as the hub reads it. */
export const SignInMethod = z.object({
  method: openEnum(authMethods),
  /** Who it is for, or where to find what it asks for. */
  description: z.optional(z.string()),
  /** Typed-in credentials; for `oauth`, what is asked before the window opens. */
  fields: z.array(Field),
  /** For servers that people run themselves: the address to register there. `{field}` in it is filled by `fillRedirectUrl`. */
  redirectUrl: z.optional(z.string()),
});
export type SignInMethod = z.infer<typeof SignInMethod>;

/** `basic_raw`: id and secret as they are, for providers that do not decode them (RFC 6749 §2.3.1 says they do). */
export const clientAuthentications = ['basic', 'basic_raw', 'post', 'none'] as const;

/**
 * What an answer looks like: its status, and what stands in its body. Everything that is named must hold. Words are compared without
 * case, blanks and punctuation, so that `BAD_REFRESH_TOKEN` is `bad refresh token`; `*` stands for any text.
 */
export const AnswerSign = z.strictObject({
  /** Default: any but 408, 425, 429 and what begins with 5, which tell of the moment and not of a grant. */
  status: z.optional(z.array(z.int()).check(z.minLength(1))),
  /** By dotted path (`errors.0.code`), the values of which one stands there. */
  body: z.optional(z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])).check(z.minLength(1)))),
});
export type AnswerSign = z.infer<typeof AnswerSign>;

/** How a provider's OAuth endpoints differ from the RFCs; every quirk is data (src/README.md §4). */
export const OAuthDefinition = z.strictObject({
  /**
   * For servers that people run themselves: the field whose value is the server's origin. Every URL begins with `{field}`; the fields
   * `clientId` and `clientSecret` ask for the client of that connection.
   */
  hostField: z.optional(z.string()),
  authorizationUrl: z.string(),
  tokenUrl: z.string(),
  revocationUrl: z.optional(z.string()),
  /** Answers `{ email | name | sub }` for the account line. */
  userInfoUrl: z.optional(z.string()),
  /** RFC 9207: the issuer that the callback must name when `issuerRequired` is set. */
  issuer: z.optional(z.string()),
  issuerRequired: z.optional(z.boolean()),
  clientId: z.optional(z.string()),
  clientSecret: z.optional(z.string()),
  clientAuthentication: z.optional(z.enum(clientAuthentications)),
  /** Extra parameters of the authorization request, such as `scope`, `access_type`, `prompt`. */
  params: z.optional(z.record(z.string(), z.string())),
  /** Extra parameters of every token request. */
  tokenParams: z.optional(z.record(z.string(), z.string())),
  /**
   * Names in `tokenParams` whose values are secrets: overridden ones are sealed, and never read back. Those of `params` stand in the
   * address of the sign-in, for everybody to read.
   */
  secretParams: z.optional(z.array(z.string())),
  /** What stands between scopes beside white space, such as a comma. */
  scopeSeparator: z.optional(z.string()),
  /**
   * Scopes without which the connection is of no use, each with the words that tell what it allows. Case makes no difference, nor whether
   * a scope is spelled as an address (`https://…/mail.read`) or by its last word.
   */
  requiredScopes: z.optional(z.array(z.string())),
  scopeWords: z.optional(z.record(z.string(), z.string())),
  /**
   * What a scope that was granted counts as besides: wider ones (`{ repo: ['public_repo'] }`), and other names of the same, said in both
   * directions. Goes on through what is included. Known without: `x` for `x.readonly`, `readwrite` for `read`, `x.all` for `x`.
   */
  scopeIncludes: z.optional(z.record(z.string(), z.array(z.string()))),
  /** Required ones that no answer ever lists. Known without: `offline_access`. */
  unlistedScopes: z.optional(z.array(z.string())),
  bodyFormat: z.optional(z.enum(['form', 'json'])),
  renameParams: z.optional(z.record(z.string(), z.string())),
  /** Dotted path to the object that holds the tokens, and to another one where that holds none. */
  tokenPath: z.optional(z.string()),
  fallbackTokenPath: z.optional(z.string()),
  /** Dotted paths from that object, for providers with names of their own. */
  tokenNames: z.optional(
    z.strictObject({
      access_token: z.optional(z.string()),
      refresh_token: z.optional(z.string()),
      expires_in: z.optional(z.string()),
      scope: z.optional(z.string()),
    }),
  ),
  /** Seconds, for providers that name none. */
  defaultExpiresIn: z.optional(z.number().check(z.positive())),
  /** Dotted paths into the user-info answer, first that exists wins. Default: `email`, `name`, `sub`. */
  accountPaths: z.optional(z.array(z.string())),
  /**
   * Dotted paths into the user-info answer that together are the account, whatever its line says: `['sub', 'site.id']` where somebody
   * has one account at several sites. Where one of them is missing, it is not known. Default: `sub`, else `id`, also below `data` and
   * `user`, else an e-mail address in the line; a name is nobody's alone.
   */
  identityPaths: z.optional(z.array(z.string()).check(z.minLength(1))),
  /**
   * The provider's own words for "the person does not want this", in the `error`, `error_reason` or `error_subcode` of a callback. Known
   * without: `access_denied`, `user_cancelled_login`, `user_denied`, `consent_required` and their kin.
   */
  cancelWords: z.optional(z.array(z.string())),
  /** Default: PKCE S256 is sent. */
  pkce: z.optional(z.boolean()),
  /**
   * How the token endpoint says that a grant is over, beside what is usual: `invalid_grant` and its kin, wherever they stand, and words
   * such as `refresh_token is invalid`. The connection expires and asks to be reconnected; after every other refusal it stays as it is.
   */
  deadGrants: z.optional(z.array(AnswerSign)),
});
export type OAuthDefinition = z.infer<typeof OAuthDefinition>;

/** An external service, described by data (src/README.md §1). Functions such as the test call are added by `defineConnector`. */
export const ConnectorDefinition = z.strictObject({
  key: Key,
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  description: z.optional(PlainText),
  images: z.optional(z.array(ThemedImage).check(z.maxLength(3))),
  category: z.optional(z.string()),
  oauth: z.optional(OAuthDefinition),
  /** What each method asks for. Methods absent here are not offered; `oauth` only lists fields asked before the window opens. */
  methods: z
    .array(
      z.strictObject({ method: z.enum(authMethods), description: z.optional(PlainText), fields: z.optional(z.array(Field)) }),
    )
    .check(z.minLength(1)),
  /** How an API key is applied to a request. Default: header `Authorization`, prefix `Bearer `. */
  apply: z.optional(z.strictObject({ in: z.enum(['header', 'query']), name: z.string(), prefix: z.optional(z.string()) })),
  /** Origins that the credential may be sent to. */
  origins: z.optional(z.array(z.string())),
  /**
   * How the service says that a token or a key is good no more, beside what is usual: 401, `invalid_token` and its kin with 400 or 403,
   * and the same with `ok: false`. A token is refreshed then, and the call made once more; what cannot be refreshed expires.
   */
  deadTokens: z.optional(z.array(AnswerSign)),
});
export type ConnectorDefinition = z.infer<typeof ConnectorDefinition>;
