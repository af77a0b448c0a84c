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

const answerSignShape = {
  /** Default: any but 408, 425, 429 and what begins with 5, which tell of the moment and not of a grant. */
  status: z.optional(z.array(z.int()).check(z.minLength(1))),
  /** By dotted path (`errors.0.code`), the values of which one stands there. */
  body: z.optional(z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])).check(z.minLength(1)))),
};

/**
 * What an answer looks like: its status, and what stands in its body. Everything that is named must hold. Words are compared without
 * case, blanks and punctuation, so that `BAD_REFRESH_TOKEN` is `bad refresh token`; `*` stands for any text.
 */
export interface AnswerSign extends AnswerSignFields {}
type AnswerSignFields = z.infer<z.ZodMiniObject<typeof answerSignShape, z.core.$strict>>;
const AnswerSign: z.ZodMiniType<AnswerSign, AnswerSign> = z.strictObject(answerSignShape);

const tokenNameShape = {
  /** Default: `access_token`. */
  access_token: z.optional(z.string()),
  /** Default: `refresh_token`. */
  refresh_token: z.optional(z.string()),
  /** Default: `expires_in`. */
  expires_in: z.optional(z.string()),
  /** Default: `scope`. */
  scope: z.optional(z.string()),
};

type TokenNames = z.infer<z.ZodMiniObject<typeof tokenNameShape, z.core.$strict>>;
const TokenNames: z.ZodMiniType<TokenNames, TokenNames> = z.strictObject(tokenNameShape);

const oauthShape = {
  /**
   * For servers that people run themselves: the field whose value is the server's origin. Every URL begins with `{field}`; the fields
   * `clientId` and `clientSecret` ask for the client of that connection.
   */
  hostField: z.optional(z.string()),
  /** Where the browser is sent to sign in. The first label of its host may be a placeholder such as `{shop}`. */
  authorizationUrl: z.string(),
  /** Where codes and refresh tokens are exchanged. */
  tokenUrl: z.string(),
  /** Where tokens are given back on Disconnect (RFC 7009). */
  revocationUrl: z.optional(z.string()),
  /** Answers `{ email | name | sub }` for the account line. */
  userInfoUrl: z.optional(z.string()),
  /** RFC 9207: the issuer that the callback must name when `issuerRequired` is set. */
  issuer: z.optional(z.string()),
  /** Whether a callback without an issuer is refused. Default: false. */
  issuerRequired: z.optional(z.boolean()),
  /** The client that you registered with the provider, with the redirect URL that `integration-hub connectors` prints. */
  clientId: z.optional(z.string()),
  /** Its secret. Take it from the environment: it reaches no browser and no log. */
  clientSecret: z.optional(z.string()),
  /** How the client proves itself to `tokenUrl`. Default: `post` with a secret, `none` without. */
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
  /** What each scope allows, in words for the person who signs in. */
  scopeWords: z.optional(z.record(z.string(), z.string())),
  /**
   * What a scope that was granted counts as besides: wider ones (`{ repo: ['public_repo'] }`), and other names of the same, said in both
   * directions. Goes on through what is included. Known without: `x` for `x.readonly`, `readwrite` for `read`, `x.all` for `x`.
   */
  scopeIncludes: z.optional(z.record(z.string(), z.array(z.string()))),
  /** Required ones that no answer ever lists. Known without: `offline_access`. */
  unlistedScopes: z.optional(z.array(z.string())),
  /** How token requests are written. Default: `form`. */
  bodyFormat: z.optional(z.enum(['form', 'json'])),
  /** Parameters that this provider calls otherwise, such as `{ client_id: 'app_id' }`. */
  renameParams: z.optional(z.record(z.string(), z.string())),
  /** Dotted path to the object that holds the tokens, and to another one where that holds none. */
  tokenPath: z.optional(z.string()),
  /** Dotted path to another object that holds the tokens, where the first holds none. */
  fallbackTokenPath: z.optional(z.string()),
  /** Dotted paths from that object, for providers with names of their own. */
  tokenNames: z.optional(TokenNames),
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
};

/** How a provider's OAuth endpoints differ from the RFCs; every quirk is data (src/README.md §4). */
export interface OAuthDefinition extends OAuthFields {}
type OAuthFields = z.infer<z.ZodMiniObject<typeof oauthShape, z.core.$strict>>;
// Typed by its name: a declaration made from the schema would lose the words above.
export const OAuthDefinition: z.ZodMiniType<OAuthDefinition, OAuthDefinition> = z.strictObject(oauthShape);

/** Exported, as the next ones, for the schema of authors, which is stricter about fields. */
export const methodShape = {
  /** What is asked for: an OAuth window, a form of your own, or one of the three usual ones. */
  method: z.enum(authMethods),
  /** Who it is for, or where to find what it asks for. */
  description: z.optional(PlainText),
  /** What is asked. Default: what the method usually asks for; of `oauth`, nothing before the window opens. */
  fields: z.optional(z.array(Field)),
};

/** A way to sign in, as its author defines it. */
export interface MethodDefinition extends MethodFields {}
type MethodFields = z.infer<z.ZodMiniObject<typeof methodShape, z.core.$strict>>;
const MethodDefinition: z.ZodMiniType<MethodDefinition, MethodDefinition> = z.strictObject(methodShape);

/** How an API key is applied to a request. Written out: editors lose the words of what is two schemas deep. */
export interface KeyApplication {
  /** Where the key is sent. */
  in: 'header' | 'query';
  /** The name of the header or the parameter. */
  name: string;
  /** What stands before the key, with its blank, such as `Bearer `. */
  prefix?: string | undefined;
}
const KeyApplication: z.ZodMiniType<KeyApplication, KeyApplication> = z.strictObject({
  in: z.enum(['header', 'query']),
  name: z.string(),
  prefix: z.optional(z.string()),
});

export const connectorShape = {
  /** What widgets and redirect URLs call it: a slug. */
  key: Key,
  /** The service's name. */
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  /** What the service is, in words. */
  description: z.optional(PlainText),
  /** Logos, `https:` or `data:image/`, each for a theme. */
  images: z.optional(z.array(ThemedImage).check(z.maxLength(3))),
  /** Of your own ordering: nothing reads it. */
  category: z.optional(z.string()),
  /** Needed where a method is `oauth`. */
  oauth: z.optional(OAuthDefinition),
  /** The ways to sign in, in their order. Methods absent here are not offered. */
  methods: z.array(MethodDefinition).check(z.minLength(1)),
  /** How an API key is applied to a request. Default: header `Authorization`, prefix `Bearer `. */
  apply: z.optional(KeyApplication),
  /** Origins that the credential may be sent to, such as `https://api.example.com`. */
  origins: z.optional(z.array(z.string())),
  /**
   * How the service says that a token or a key is good no more, beside what is usual: 401, `invalid_token` and its kin with 400 or 403,
   * and the same with `ok: false`. A token is refreshed then, and the call made once more; what cannot be refreshed expires.
   */
  deadTokens: z.optional(z.array(AnswerSign)),
};

/** An external service, described by data (src/README.md §1). Functions such as the test call are added by `defineConnector`. */
export type ConnectorDefinition = z.infer<z.ZodMiniObject<typeof connectorShape, z.core.$strict>>;
// Typed by its name: a declaration made from the schema would lose the words above.
export const ConnectorDefinition: z.ZodMiniType<ConnectorDefinition, ConnectorDefinition> = z.strictObject(connectorShape);
