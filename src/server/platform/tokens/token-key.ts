/** What signs tokens: a shared secret, or a private key whose public half the server knows. */
export type TokenKey =
  | { readonly kid: string; readonly algorithm: 'HS256'; readonly secret: string }
  | { readonly kid: string; readonly algorithm: 'EdDSA' | 'ES256' | 'RS256'; readonly privateKey: JsonWebKey };

/** What verifies tokens, chosen by the token's `kid`. */
export type SigningKey =
  | { readonly kid: string; readonly algorithm: 'HS256'; readonly secret: string }
  | { readonly kid: string; readonly algorithm: 'EdDSA' | 'ES256' | 'RS256'; readonly publicKey: JsonWebKey };
